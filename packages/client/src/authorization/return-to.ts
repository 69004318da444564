import type { Settings } from '../settings.js';

/** What of the settings says where the page is. */
export interface PageSettings extends Pick<Settings, 'redirectUri'> {
  readonly browser: Pick<Settings['browser'], 'currentUrl'>;
}

/**
 * Where to take the user after a redirect: `target` resolved against the page's URL, if it stays within
 * the page's origin, else `/`. Never an open redirector (RFC 9700 §4.11).
 */
export function resolveReturnTo(
  target: string | undefined,
  { browser, redirectUri }: PageSettings,
): string {
  const page = browser.currentUrl();
  const base = page.href;
  const resolved = target === undefined ? page : parse(target, base);
  if (resolved === undefined || resolved.origin !== page.origin || resolved.origin === 'null') {
    return '/';
  }
  if (resolved.username !== '' || resolved.password !== '') return '/';
  const callback = new URL(redirectUri);
  // Back on the callback page itself, an old response in the query would be answered again.
  if (resolved.origin === callback.origin && resolved.pathname === callback.pathname) {
    return callback.pathname === '/' && !isResponse(resolved.searchParams) ? pathOf(resolved) : '/';
  }
  return pathOf(resolved);
}

function isResponse(params: URLSearchParams): boolean {
  return params.has('code') || params.has('error') || params.has('state');
}

function pathOf(url: URL): string {
  // A path that begins with two slashes would name a host.
  return `${url.pathname.replace(/^\/{2,}/, '/')}${url.search}${url.hash}`;
}

function parse(target: string, base: string): URL | undefined {
  return URL.canParse(target, base) ? new URL(target, base) : undefined;
}
