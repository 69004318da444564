import type { IncomingMessage } from 'node:http';
import { accessOf } from '../access.js';
import { handlerOf, type RouteLike } from './layer.js';

/**
 * The guards that stand right behind `guard` in the route that is running it, up to the first handler
 * that is none. Under `app.use` there are none to be known: Express does not say what comes next.
 */
export function guardsBehind(guard: object, request: IncomingMessage): readonly object[] {
  const { route, method = '' } = request as { route?: RouteLike; method?: string };
  const guards: object[] = [];
  if (route === undefined) return guards;
  const running = methodIn(route, method.toLowerCase());
  let isBehind = false;
  for (const layer of route.stack) {
    if (layer.method !== undefined && layer.method !== running) continue;
    const handler = handlerOf(layer);
    if (isBehind && accessOf(handler) === undefined) break;
    if (isBehind) guards.push(handler);
    isBehind ||= handler === guard;
  }
  return guards;
}

/** Express serves HEAD by what stands for GET, where a route has nothing else for it. */
function methodIn({ methods }: RouteLike, method: string): string {
  return method === 'head' && methods['head'] !== true ? 'get' : method;
}
