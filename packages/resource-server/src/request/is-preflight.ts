import { headerOf, type ResourceRequest } from './resource-request.js';

/**
 * Whether a request is a CORS preflight: browsers send those without credentials, so that no guard
 * may refuse them.
 */
export function isPreflight(request: ResourceRequest): boolean {
  return (
    request.method === 'OPTIONS' &&
    headerOf(request, 'origin') !== undefined &&
    headerOf(request, 'access-control-request-method') !== undefined
  );
}
