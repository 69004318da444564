import { fetchJson, UnexpectedStatusError } from '../keys/fetch-json.js';
import { IssuerUnavailableError } from '../resource-server-error.js';

export interface IntrospectionRequest {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: typeof globalThis.fetch;
  /** Limit for one request. */
  readonly timeoutMs: number;
}

type Answer = Readonly<Record<string, unknown>>;

/** Of our credentials, the address, the time and the rate; any other 4xx is of the token. */
const STATUSES_OF_US: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 410, 429]);

const inactive: Answer = { active: false };

/**
 * What the introspection endpoint says of `token` (RFC 7662 §2.1), with `client_secret_basic`. A 4xx
 * that is about the token, as 400, 413, 414 and 422 are, says that it is not active: a caller who
 * sends what the endpoint cannot take must not pass for an outage.
 * @throws {IssuerUnavailableError} for any other answer but 200 with a JSON object, a 401 to our own
 *   credentials among them. It holds no part of the token.
 */
export async function requestIntrospection(
  token: string,
  { endpoint, clientId, clientSecret, fetch, timeoutMs }: IntrospectionRequest,
): Promise<Answer> {
  try {
    return await fetchJson(endpoint, {
      fetch,
      signal: AbortSignal.timeout(timeoutMs),
      method: 'POST',
      headers: { Authorization: basicCredentials(clientId, clientSecret) },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
    });
  } catch (error) {
    if (isOfToken(error)) return inactive;
    throw error;
  }
}

function isOfToken(error: unknown): boolean {
  if (!(error instanceof IssuerUnavailableError)) return false;
  if (!(error.cause instanceof UnexpectedStatusError)) return false;
  const { status } = error.cause;
  return status >= 400 && status < 500 && !STATUSES_OF_US.has(status);
}

/** RFC 6749 §2.3.1: both are form-encoded before they are joined. */
function basicCredentials(clientId: string, clientSecret: string): string {
  const encode = (value: string): string =>
    new URLSearchParams({ '': value }).toString().slice('='.length);
  const bytes = new TextEncoder().encode(`${encode(clientId)}:${encode(clientSecret)}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
