import type { IncomingMessage } from 'node:http';
import { accessOf } from '../access.js';
import { handlerOf } from './layer.js';
import { isInRoute, layersBehind } from './layers-behind.js';

/** The guards that stand right behind `guard` in the route that is running it; none in doubt. */
export function guardsBehind(
  guard: object,
  request: IncomingMessage,
  next: (error?: unknown) => void,
): readonly object[] {
  const guards: object[] = [];
  for (const layer of layersBehind(guard, request)) {
    const handler = handlerOf(layer);
    if (accessOf(handler) === undefined) break;
    guards.push(handler);
  }
  return guards.length > 0 && isInRoute(request, next) ? guards : [];
}
