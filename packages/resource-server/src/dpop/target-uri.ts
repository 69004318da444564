import type { ResourceRequest } from '../request/resource-request.js';
import { secureUrl } from '../support/secure-url.js';
import { InvalidOptionError } from '../resource-server-error.js';
import { normalizeUri } from './normalize-uri.js';

/** The URI at which a client has called, in normal form; undefined for a request without one. */
export type TargetUriOf = (request: ResourceRequest) => string | undefined;

/**
 * Finds the URI of a request from configuration and path alone. `Host`, `Forwarded` and
 * `X-Forwarded-*` are never read: a caller writes those, and with them a proof for one API could be
 * used at another.
 *
 * With `publicUrl` that is what stands before the path which this server sees. Without, it is the
 * origin of `resource`: every URL of an API begins with its `resource` (RFC 8707 §2), so that a path
 * which does not is taken for one from which a proxy has cut it off.
 * @throws {InvalidOptionError} for a `publicUrl` that is not one.
 */
export function targetUris(publicUrl: string | undefined, resource: string): TargetUriOf {
  const { origin, pathname } = publicUrl === undefined ? new URL(resource) : assert(publicUrl);
  const prefix = pathname.replace(/\/+$/, '');
  const base = normalizeUri(origin + prefix)!.replace(/\/$/, '');
  return (request) => {
    const path = pathOf(request);
    if (path === undefined) return undefined;
    if (publicUrl === undefined) {
      const uri = normalizeUri(origin + path);
      if (uri === base || uri?.startsWith(`${base}/`) === true) return uri;
    }
    return normalizeUri(origin + prefix + path);
  };
}

function assert(publicUrl: string): URL {
  const url = secureUrl('dpop.publicUrl', publicUrl);
  if (url.search === '') return url;
  throw new InvalidOptionError('dpop.publicUrl has a query: leave it out.');
}

/** The path as it was sent. Express mounts shorten `url`, and keep `originalUrl`. */
function pathOf({ originalUrl, url = '' }: ResourceRequest): string | undefined {
  const [path = ''] = (originalUrl ?? url).split(/[?#]/, 1);
  // A Request of fetch, and the absolute form of RFC 9112 §3.2.2: its host is the caller's word.
  const relative = path.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '');
  if (relative === '' && path !== '') return '/';
  // Clients resolve dot segments before they send (RFC 3986 §5.2.4); routers do not, so that a path with
  // such segments may be served as another one than it names.
  const isAmbiguous = /(^|\/)(\.|%2e){1,2}(\/|$)/i.test(relative);
  return relative.startsWith('/') && !isAmbiguous ? relative : undefined;
}
