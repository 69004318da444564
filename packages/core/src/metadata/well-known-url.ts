import { isScope } from '../scopes/is-scope.js';
import { invalidArgument } from '../support/invalid-argument.js';

/** A host without a user before it, a path and a query. */
const pattern = /^(https?:\/\/[^/?#@]+)(\/[^?#]*)?(\?[^#]*)?$/i;

/** Clients resolve such segments, which then lead out of the well-known path. */
const dots = /^(?:\.|%2e){1,2}$/i;

/**
 * Where the well-known document `name` about a resource stands, as RFC 9728 §3.1 does it: the path of
 * RFC 8615 between host and path of the identifier, whose query is kept.
 * @throws {CoreError} `INVALID_ARGUMENT` for something that is no resource identifier. The message does
 *   not repeat it: it could hold a password.
 */
export function wellKnownUrl(resource: string, name: string): string {
  // Like a scope, an identifier has to fit into a header: printable ASCII without '"' and '\\'.
  const parts = isScope(resource) ? pattern.exec(resource) : null;
  const [, origin, path = '', query = ''] = parts ?? [];
  if (origin === undefined || path.split('/').some((segment) => dots.test(segment))) {
    throw invalidArgument(
      'resource',
      'This is not a resource identifier.',
      'A resource identifier is an absolute URL of a host (RFC 8707 §2, RFC 9728 §1.2).',
      'Use an https URL without user and fragment, with no "." or ".." in its path, escaped as a URI.',
    );
  }
  return `${origin}/.well-known/${name}${path === '/' ? '' : path}${query}`;
}
