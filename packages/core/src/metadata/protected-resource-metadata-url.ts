import { CoreError } from '../core-error.js';

/**
 * The URL of a resource's metadata document (RFC 9728 §3.1): the well-known path stands between host
 * and path of the resource identifier, whose query is kept. It depends on the identifier alone, so
 * that a server and its clients derive the same one.
 * @throws {CoreError} `INVALID_ARGUMENT` for an identifier that is no absolute URL with a host, or
 *   that has a fragment (RFC 8707 §2).
 */
export function protectedResourceMetadataUrl(resource: string): string {
  const parts = /^([a-z][a-z0-9+.-]*:\/\/[^/?#\s]+)([^?#\s]*)(\?[^#\s]*)?$/i.exec(resource);
  if (parts === null) {
    throw new CoreError({
      code: 'INVALID_ARGUMENT',
      place: 'resource',
      problem: `"${resource}" is not a resource identifier.`,
      rule: 'A resource identifier is an absolute URL (RFC 8707 §2).',
      fix: 'Use an absolute URL with a host and without a fragment.',
    });
  }
  const [, origin, path, query = ''] = parts;
  return `${origin}/.well-known/oauth-protected-resource${path === '/' ? '' : path}${query}`;
}
