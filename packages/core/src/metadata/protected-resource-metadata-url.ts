import { wellKnownUrl } from './well-known-url.js';

/**
 * The URL of a resource's metadata document (RFC 9728 §3.1): the well-known path stands between host
 * and path of the resource identifier, whose query is kept. It depends on the identifier alone, so
 * that a server and its clients derive the same one. Does not check whether `http:` is safe there.
 * @throws {CoreError} `INVALID_ARGUMENT` for an identifier that is no absolute `https:` or `http:` URL
 *   with a host, or that has a user, a fragment (RFC 8707 §2), `.` or `..` in its path, or a character
 *   that a URI cannot have. The message does not repeat it: it could hold a password.
 */
export function protectedResourceMetadataUrl(resource: string): string {
  return wellKnownUrl(resource, 'oauth-protected-resource');
}
