import type { IncomingMessage, ServerResponse } from 'node:http';
import { accessOf } from './access.js';
import type { Guard } from './guard.js';

/** As much of Express's `Route` as is looked at. */
interface RouteLike {
  readonly stack: readonly { readonly handle: object }[];
}

const leftRoutes = new WeakMap<IncomingMessage, Set<RouteLike>>();

/**
 * Takes a CORS preflight past what `guard` protects: out of the route that it stands in, so that CORS
 * further on can answer, or, where it was mounted with `app.use`, with 204 at once.
 */
export function passPreflight(
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
): void {
  const route = routeBehind(guard, request);
  if (route === undefined) {
    response.statusCode = 204;
    response.end();
    return;
  }
  const left = leftRoutes.get(request) ?? new Set();
  leftRoutes.set(request, left.add(route));
  next('route');
}

/**
 * The route that runs `guard` before a handler, if that is where it stands. `req.route` stays set after
 * a route was left, so that one is no proof any more; and a route of guards alone protects what is
 * registered after it, as `app.use` does. When in doubt it is undefined: 204 reaches no handler.
 */
function routeBehind(guard: Guard, request: IncomingMessage): RouteLike | undefined {
  const { route } = request as { route?: RouteLike };
  if (route === undefined || leftRoutes.get(request)?.has(route) === true) return undefined;
  const handlers = route.stack.map((layer) => layer.handle);
  const position = handlers.indexOf(guard);
  const protectsHandler =
    position !== -1 && handlers.slice(position).some((handler) => accessOf(handler) === undefined);
  return protectsHandler ? route : undefined;
}
