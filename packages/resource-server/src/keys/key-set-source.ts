import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { IssuerUnavailableError } from '../resource-server-error.js';
import { isSecure } from '../support/secure-url.js';
import { fetchJson, type FetchContext } from './fetch-json.js';

/** Finds the one key of a key set that fits a header, as jose does. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** Fetches the issuer's current keys. Rejects with an `IssuerUnavailableError`. */
export type KeySetSource = () => Promise<KeySet>;

export interface KeySetSourceOptions {
  readonly issuer: string;
  readonly fetch: typeof globalThis.fetch;
  /** Limit for one attempt, metadata included. */
  readonly timeoutMs: number;
}

/**
 * A source that finds `jwks_uri` in the issuer's metadata, under the path of OpenID Connect
 * Discovery 1.0 or of RFC 8414, remembers it, and looks again after a failure.
 */
export function createKeySetSource(options: KeySetSourceOptions): KeySetSource {
  let jwksUri: string | undefined;
  return async () => {
    const context = { fetch: options.fetch, signal: AbortSignal.timeout(options.timeoutMs) };
    try {
      jwksUri ??= await discoverJwksUri(options.issuer, context);
      return keySetOf(await fetchJson(jwksUri, context), jwksUri);
    } catch (error) {
      jwksUri = undefined;
      throw error;
    }
  };
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

function keySetOf(value: Record<string, unknown>, url: string): KeySet {
  try {
    return createLocalJWKSet(value as unknown as JSONWebKeySet);
  } catch (cause) {
    throw new IssuerUnavailableError(`${url} is not a JWK Set (RFC 7517 §5).`, { cause });
  }
}
