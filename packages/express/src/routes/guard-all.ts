import { GuardAllError } from './guard-all-error.js';
import { mountedRouter, routerOf, type Layer, type RouterLike } from './layer.js';
import { listRoutes, type RouteRow } from './list-routes.js';

/**
 * Makes sure that somebody has decided about every route of an application, and that none can be added
 * unseen afterwards; see `ExpressResourceServer.guardAll`.
 */
export function guardAll(app: object): readonly RouteRow[] {
  const rows = listRoutes(app);
  if (rows.length === 0) throw new GuardAllError('NO_ROUTES');
  const unguarded = rows.filter(({ requirement }) => requirement === 'UNGUARDED');
  if (unguarded.length > 0) throw new GuardAllError('UNGUARDED_ROUTES', unguarded);
  seal(routerOf(app));
  return rows;
}

function seal({ stack, router }: RouterLike): void {
  for (const layer of stack) {
    if (layer.route !== undefined) sealStack(layer.route.stack);
    const inner = layer.route === undefined ? mountedRouter(layer) : undefined;
    if (inner !== undefined) seal(inner);
  }
  sealStack(stack);
  // A callback for a parameter can skip a guard.
  Object.defineProperty(router, 'param', { value: refuse });
}

/** Whatever registers something pushes it onto a stack. */
function sealStack(stack: readonly Layer[]): void {
  if (Object.isFrozen(stack)) return;
  Object.defineProperty(stack, 'push', { value: refuse });
  Object.freeze(stack);
}

function refuse(): never {
  throw new GuardAllError('LATE_ROUTE');
}
