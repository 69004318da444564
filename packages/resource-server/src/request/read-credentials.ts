import { headerOf, occurrencesOf, valuesOf, type ResourceRequest } from './resource-request.js';

/** A scheme of the `Authorization` header that carries an access token. */
export type TokenScheme = 'Bearer' | 'DPoP';

/** The credentials of a request: none that we take, a token, or something malformed. */
export type Credentials =
  | { readonly status: 'none' }
  /** `token` is whatever follows the scheme. */
  | { readonly status: 'token'; readonly scheme: TokenScheme; readonly token: string }
  | {
      readonly status: 'malformed';
      readonly detail: string;
      /** The schemes that were tried, as far as they can be made out. */
      readonly schemes: readonly TokenScheme[];
    };

const none: Credentials = { status: 'none' };

/**
 * The access token of a request's `Authorization` header (RFC 6750 §2.1, RFC 9449 §7.1), the only
 * transport that is accepted. A scheme that is not among `schemes` and a token in the query alone
 * count as none; a token in both places, or two `Authorization` headers, joined or not, are malformed. A body is not
 * read: a token in it is not seen. Does NOT check that what follows the scheme can be a token.
 */
export function readCredentials(
  request: ResourceRequest,
  schemes: readonly TokenScheme[],
): Credentials {
  const authorization = headerOf(request, 'authorization');
  if (authorization === undefined) return none;
  if (occurrencesOf(request, 'authorization') > 1) {
    return malformed('Send one Authorization header.', request, schemes);
  }
  const space = authorization.indexOf(' ');
  const name = space === -1 ? authorization : authorization.slice(0, space);
  if (!/^[^\s,="]+$/.test(name)) return malformed(expectedForm(schemes), request, schemes);
  const scheme = schemeCalled(name, schemes);
  if (scheme === undefined) {
    return schemesTried(request, schemes).length === 0
      ? none
      : malformed('Send one Authorization header.', request, schemes);
  }
  if (hasQueryToken(request.url)) {
    const detail = 'Send the access token in one place, the Authorization header.';
    return malformed(detail, request, schemes);
  }
  let start = name.length;
  while (authorization[start] === ' ') start++;
  return { status: 'token', scheme, token: authorization.slice(start) };
}

function malformed(
  detail: string,
  request: ResourceRequest,
  schemes: readonly TokenScheme[],
): Credentials {
  return { status: 'malformed', detail, schemes: schemesTried(request, schemes) };
}

function schemeCalled(name: string, schemes: readonly TokenScheme[]): TokenScheme | undefined {
  for (const scheme of schemes) {
    if (name === scheme || name.toLowerCase() === scheme.toLowerCase()) return scheme;
  }
  return undefined;
}

/** How the header ought to be. */
export function expectedForm(schemes: readonly TokenScheme[]): string {
  const names = schemes.map((scheme) => `"${scheme}"`).join(' or ');
  return `Send the Authorization header as ${names} and the token.`;
}

/** The schemes among `schemes` that a malformed header tries, as far as they can be made out. */
export function schemesTried(
  request: ResourceRequest,
  schemes: readonly TokenScheme[],
): readonly TokenScheme[] {
  // Commas join several headers in what fetch and some frameworks show.
  const values = valuesOf(request, 'authorization').flatMap((value) => value.split(','));
  const words = new Set(values.map((value) => value.trim().split(/\s/, 1)[0]?.toLowerCase()));
  return schemes.filter((scheme) => words.has(scheme.toLowerCase()));
}

function hasQueryToken(url = ''): boolean {
  const start = url.indexOf('?');
  return start !== -1 && new URLSearchParams(url.slice(start)).has('access_token');
}
