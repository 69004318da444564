import { IssuerUnavailableError } from '../resource-server-error.js';
import { discoverEndpoint } from './discover-endpoint.js';
import { fetchJson, type FetchContext } from './fetch-json.js';
import { KeySet } from './key-set.js';

/**
 * Fetches the issuer's current keys. Rejects with an `IssuerUnavailableError`. `previous` is what it
 * fetched before.
 */
export type KeySetSource = (previous?: KeySet) => Promise<KeySet>;

/** How a source fetches. */
export interface FetchOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Limit for one attempt, metadata included. */
  readonly timeoutMs: number;
}

/**
 * A source that finds `jwks_uri` in the issuer's metadata, under the path of OpenID Connect
 * Discovery 1.0 or of RFC 8414, remembers it, and looks again after a failure.
 */
export function discoveredKeys(issuer: string, options: FetchOptions): KeySetSource {
  let jwksUri: string | undefined;
  return async (previous) => {
    const context = contextOf(options);
    try {
      jwksUri ??= await discoverEndpoint(issuer, 'jwks_uri', context);
      return await keySetAt(jwksUri, context, previous);
    } catch (error) {
      jwksUri = undefined;
      throw error;
    }
  };
}

/** A source of the JWK Set at `jwksUri`. */
export function keysAt(jwksUri: string, options: FetchOptions): KeySetSource {
  return (previous) => keySetAt(jwksUri, contextOf(options), previous);
}

function contextOf({ fetch, timeoutMs }: FetchOptions): FetchContext {
  return { fetch, signal: AbortSignal.timeout(timeoutMs) };
}

async function keySetAt(
  url: string,
  context: FetchContext,
  previous: KeySet | undefined,
): Promise<KeySet> {
  const document = await fetchJson(url, context);
  try {
    return KeySet.parse(document, previous);
  } catch (cause) {
    const { message } = cause as Error;
    throw new IssuerUnavailableError(`The keys at ${url} cannot be used: ${message}`, { cause });
  }
}
