import type { IncomingMessage } from 'node:http';
import { handlerOf, type Layer, type RouteLike } from './layer.js';

type Routed = IncomingMessage & { readonly route?: RouteLike };

/**
 * The layers that stand behind `guard` for the request's method in the route that `req.route` names. That
 * stays set after the route was left: `isInRoute` tells.
 */
export function layersBehind(guard: object, request: IncomingMessage): readonly Layer[] {
  const { route, method = '' } = request as Routed;
  if (route === undefined) return [];
  const running = methodIn(route, method.toLowerCase());
  const behind: Layer[] = [];
  let isBehind = false;
  for (const layer of route.stack) {
    if (layer.method !== undefined && layer.method !== running) continue;
    if (isBehind) behind.push(layer);
    else isBehind = handlerOf(layer) === guard;
  }
  return behind;
}

/**
 * Whether `next` is surely what a route hands to its handlers. Express makes that function anew for each
 * request, inside `Route.prototype.dispatch`, so its text is what there is to know it by; that of a
 * router, under `app.use`, or of somebody's wrapper is another.
 */
export function isInRoute(request: IncomingMessage, next: (error?: unknown) => void): boolean {
  const { route } = request as Routed;
  return route !== undefined && String(route.dispatch).includes(String(next));
}

/** Express serves HEAD by what stands for GET, where a route has nothing else for it. */
function methodIn({ methods }: RouteLike, method: string): string {
  return method === 'head' && methods['head'] !== true ? 'get' : method;
}
