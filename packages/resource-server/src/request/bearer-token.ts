import { headerOf, occurrencesOf, type ResourceRequest } from './resource-request.js';

/** The credentials of a request: none that we take, a token, or something malformed. */
export type Credentials =
  | { readonly status: 'none' }
  | { readonly status: 'token'; readonly token: string }
  | { readonly status: 'malformed'; readonly detail: string };

const none: Credentials = { status: 'none' };

/**
 * The bearer token of a request's `Authorization` header (RFC 6750 §2.1), the only transport that is
 * accepted. A token in the query alone counts as none; one in both places, or two `Authorization`
 * headers, are malformed. A body is not read: a token in it is not seen.
 */
export function bearerToken(request: ResourceRequest): Credentials {
  const authorization = headerOf(request, 'authorization');
  if (authorization === undefined) return none;
  if (occurrencesOf(request, 'authorization') > 1) {
    return malformed('Send one Authorization header.');
  }
  const [, scheme, credentials] = /^([^\s,="]+)(?: +(.*))?$/s.exec(authorization) ?? [];
  if (scheme === undefined) {
    return malformed('Send the Authorization header as "Bearer" and the token.');
  }
  if (scheme.toLowerCase() !== 'bearer') return none;
  if (credentials === undefined || !/^[\w\-.~+/]+=*$/.test(credentials)) {
    return malformed('Send the Authorization header as "Bearer" and the token.');
  }
  if (hasQueryToken(request.url)) {
    return malformed('Send the access token in one place, the Authorization header.');
  }
  return { status: 'token', token: credentials };
}

function malformed(detail: string): Credentials {
  return { status: 'malformed', detail };
}

function hasQueryToken(url = ''): boolean {
  const start = url.indexOf('?');
  return start !== -1 && new URLSearchParams(url.slice(start)).has('access_token');
}
