import type { IncomingMessage, ServerResponse } from 'node:http';
import { accessOf } from './access.js';
import type { Guard } from './guard.js';
import { endsRequests, handlerOf } from './routes/layer.js';
import { isInRoute, layersBehind } from './routes/layers-behind.js';

/** Routes that a preflight was taken out of, since `req.route` goes on to name the last of them. */
const leftRoutes = new WeakMap<IncomingMessage, Set<unknown>>();

/**
 * Takes a CORS preflight past what `guard` protects: out of the route that it stands in, so that CORS
 * further on can answer, or, where it was mounted with `app.use`, with 204 at once. A route whose next
 * handler takes a `next`, or that has none, may protect what is registered after it, as `app.use` does.
 * In doubt it is 204, which reaches no handler.
 */
export function passPreflight(
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
): void {
  const layers = layersBehind(guard, request);
  const handler = layers.find((layer) => accessOf(handlerOf(layer)) === undefined);
  const { route } = request as { readonly route?: unknown };
  const left = leftRoutes.get(request) ?? new Set();
  const isSure = handler !== undefined && endsRequests(handler) && isInRoute(request, next);
  if (isSure && !left.has(route)) {
    leftRoutes.set(request, left.add(route));
    next('route');
    return;
  }
  response.statusCode = 204;
  response.end();
}
