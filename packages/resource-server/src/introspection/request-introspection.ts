import { fetchJson } from '../keys/fetch-json.js';

export interface IntrospectionRequest {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof globalThis.fetch;
  /** Limit for one request. */
  readonly timeoutMs: number;
}

/**
 * What the introspection endpoint says of `token` (RFC 7662 §2.1), with `client_secret_basic`.
 * @throws {IssuerUnavailableError} for any answer but 200 with a JSON object, a 401 to our own
 *   credentials among them. It holds no part of the token.
 */
export function requestIntrospection(
  token: string,
  { endpoint, clientId, clientSecret, fetch, timeoutMs }: IntrospectionRequest,
): Promise<Readonly<Record<string, unknown>>> {
  return fetchJson(endpoint, {
    fetch,
    signal: AbortSignal.timeout(timeoutMs),
    method: 'POST',
    headers: { Authorization: basicCredentials(clientId, clientSecret) },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  });
}

/** RFC 6749 §2.3.1: both are form-encoded before they are joined. */
function basicCredentials(clientId: string, clientSecret: string): string {
  const encode = (value: string): string =>
    new URLSearchParams({ '': value }).toString().slice('='.length);
  const bytes = new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
