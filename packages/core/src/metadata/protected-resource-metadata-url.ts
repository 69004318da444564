import { invalidArgument } from '../support/invalid-argument.js';

/** Of RFC 3986 §2: a host without a user before it, then path and query in a URI's characters. */
const pattern =
  /^(https?:\/\/[\w~.[\]:%!$&'()*+,;=-]+)((?:\/[\w~.:%!$&'()*+,;=@/-]*)?)(\?[\w~.:%!$&'()*+,;=@/?[\]-]*)?$/i;

/** Clients resolve such segments, which then lead out of the well-known path. */
const dots = /^(?:\.|%2e){1,2}$/i;

/**
 * The URL of a resource's metadata document (RFC 9728 §3.1): the well-known path stands between host
 * and path of the resource identifier, whose query is kept. It depends on the identifier alone, so
 * that a server and its clients derive the same one. Does not check whether `http:` is safe there.
 * @throws {CoreError} `INVALID_ARGUMENT` for an identifier that is no absolute `https:` or `http:` URL
 *   with a host, or that has a user, a fragment (RFC 8707 §2), `.` or `..` in its path, or a character
 *   that a URI cannot have. The message does not repeat it: it could hold a password.
 */
export function protectedResourceMetadataUrl(resource: string): string {
  const parts = typeof resource === 'string' ? pattern.exec(resource) : null;
  const [, origin, path = '', query = ''] = parts ?? [];
  if (origin === undefined || path.split('/').some((segment) => dots.test(segment))) {
    throw invalidArgument(
      'resource',
      'This is not a resource identifier.',
      'A resource identifier is an absolute URL of a host (RFC 8707 §2, RFC 9728 §1.2).',
      'Use an https URL without user and fragment, with no "." or ".." in its path, escaped as a URI.',
    );
  }
  return `${origin}/.well-known/oauth-protected-resource${path === '/' ? '' : path}${query}`;
}
