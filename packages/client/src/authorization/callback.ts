/** An authorization response (RFC 6749 §4.1.2) in a page's URL. */
export interface Callback {
  /** Of the popup's page or of a page that came back by redirect; `undefined` without a state. */
  readonly via: 'popup' | 'redirect';
  readonly state: string;
  readonly params: URLSearchParams;
}

/**
 * The authorization response in `page`, if it is the redirect URI and has one: a `state` with a `code`
 * or an `error`, or a `code` without a `state` (whose state is then empty, and known to nobody).
 */
export function parseCallback(page: URL, redirectUri: string): Callback | undefined {
  const callback = new URL(redirectUri);
  if (page.origin !== callback.origin || page.pathname !== callback.pathname) return undefined;
  const params = page.searchParams;
  const state = params.get('state') ?? '';
  const isResponse = params.has('code') || (params.has('error') && state !== '');
  return isResponse ? { via: viaOfState(state), state, params } : undefined;
}

/** A `state` that says how its response returns, so that the popup's page knows that it is one. */
export function stateFor(via: 'popup' | 'redirect', random: string): string {
  return `${via}.${random}`;
}

function viaOfState(state: string): 'popup' | 'redirect' {
  return state.startsWith('popup.') ? 'popup' : 'redirect';
}
