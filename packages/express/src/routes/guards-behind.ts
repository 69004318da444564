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
  const handlers = layersBehind(guard, request).map(handlerOf);
  const end = handlers.findIndex((handler) => accessOf(handler) === undefined);
  const guards = end === -1 ? handlers : handlers.slice(0, end);
  return guards.length > 0 && isInRoute(request, next) ? guards : [];
}
