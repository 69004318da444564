import type { IncomingMessage } from 'node:http';
import type { RouteLike } from './layer.js';
import { formatPath } from './route-path.js';
import { walkRoutes } from './walk-routes.js';

interface ApplicationLike {
  readonly parent?: ApplicationLike;
}

const patterns = new WeakMap<RouteLike, string>();

/**
 * The route that took a request, as `listRoutes` has it: the first one where it is mounted at several
 * paths. Undefined if none did. Names nothing of the request's own URL.
 */
export function routePatternOf(request: IncomingMessage): string | undefined {
  const { route, app } = request as { route?: RouteLike; app?: ApplicationLike };
  if (route === undefined) return undefined;
  if (!patterns.has(route)) notePatterns(app);
  return patterns.get(route) ?? String(route.path);
}

function notePatterns(app: ApplicationLike | undefined): void {
  let root = app;
  while (root?.parent !== undefined) root = root.parent;
  if (root === undefined) return;
  try {
    for (const { route, path } of walkRoutes(root)) {
      if (route !== undefined && !patterns.has(route)) patterns.set(route, formatPath(path));
    }
  } catch {
    // Routes that cannot be listed go by the path that they were registered with.
  }
}
