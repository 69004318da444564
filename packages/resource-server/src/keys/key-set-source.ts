import { IssuerUnavailableError } from '../resource-server-error.js';
import { isSecure } from '../support/secure-url.js';
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
      jwksUri ??= await discoverJwksUri(issuer, context);
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

/** Where an issuer may publish its metadata, in the order in which the places are tried. */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer);
  const path = pathname.replace(/\/$/, '');
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

async function discoverJwksUri(issuer: string, context: FetchContext): Promise<string> {
  const failures: Error[] = [];
  for (const url of metadataUrls(issuer)) {
    try {
      return jwksUriOf(await fetchJson(url, context), issuer, url);
    } catch (error) {
      failures.push(error as Error);
    }
  }
  throw new IssuerUnavailableError(
    `No metadata of ${issuer} can be used. ${failures.map(({ message }) => message).join(' ')}`,
    { cause: new AggregateError(failures) },
  );
}

function jwksUriOf(metadata: Record<string, unknown>, issuer: string, url: string): string {
  if (metadata['issuer'] !== issuer) {
    throw new IssuerUnavailableError(
      `The metadata at ${url} belongs to another issuer: "issuer" must be exactly ${issuer} (RFC 8414 §3.3).`,
    );
  }
  const jwksUri = metadata['jwks_uri'];
  if (typeof jwksUri !== 'string' || !URL.canParse(jwksUri) || !isSecure(new URL(jwksUri))) {
    throw new IssuerUnavailableError(
      `The metadata at ${url} has no usable jwks_uri: use https:, or http: on a loopback host.`,
    );
  }
  return jwksUri;
}
