import { METHODS } from 'node:http';
import { accessOf, type Access } from '../access.js';
import {
  answers,
  asksAboutParameters,
  endsRequests,
  handlerOf,
  handlesErrors,
  mountedRouter,
  pathsOf,
  routerOf,
  type Layer,
  type RouteLike,
  type RouterLike,
} from './layer.js';
import { covers, loosePath, routePath, type RoutePath } from './route-path.js';

/** A route, or another handler that answers, and what its guards ask. */
export interface FoundRoute {
  /** Upper-case; `*` for all methods. */
  readonly method: string;
  readonly path: RoutePath;
  readonly accesses: readonly Access[];
  /** Express's own object, where it is a route. */
  readonly route?: RouteLike;
}

/** What was mounted with `use`, and where: a guard, or without `access` a handler that answers. */
interface Mounted {
  readonly path: RoutePath;
  readonly access: Access | undefined;
}

/**
 * The routes of an application or router in order of registration, those of mounted routers and
 * applications among them, and the handlers under `use` of which it is known that they answer.
 * @throws {RouteListError} where some could be missing.
 */
export function walkRoutes(app: object): readonly FoundRoute[] {
  return walk(routerOf(app), [], []).routes;
}

function walk(
  router: RouterLike,
  mount: RoutePath,
  inherited: readonly Mounted[],
): { readonly routes: readonly FoundRoute[]; readonly answering: readonly Mounted[] } {
  let before = [...inherited];
  const answering: Mounted[] = [];
  const routes: FoundRoute[] = [];
  /** Public guards without a path, which count only for the handler that stands right behind them. */
  let beside: Mounted[] = [];
  for (const layer of router.stack) {
    const { route } = layer;
    const access = route === undefined ? accessOf(handlerOf(layer)) : undefined;
    const inner = route === undefined ? mountedRouter(layer) : undefined;
    const isSeen = route !== undefined || access !== undefined || inner !== undefined;
    const paths = isSeen || answers(layer) ? pathsOf(layer, router) : [];
    // A request that failed earlier went past the guards, and it may go on from here.
    if (!isSeen && handlesErrors(layer)) {
      before = before.filter((each) => each.access === undefined || inherited.includes(each));
    }
    const above = [...before, ...beside];
    beside = access?.kind === 'public' ? beside : [];
    for (const own of paths) {
      const path = mount.concat(own);
      if (route !== undefined) {
        routes.push(...routesOf(route, path, before));
      } else if (access !== undefined) {
        if (asksAboutParameters(router, own)) continue;
        const isForAll = access.kind === 'public' && path.length === 0;
        // Optional: verified for all routes because some want to know, which decides about none.
        if (access.kind !== 'optional') (isForAll ? beside : before).push({ path, access });
      } else if (inner !== undefined) {
        const found = walk(inner, layer.regexp === undefined ? path : loosePath(path), above);
        routes.push(...found.routes);
        before.push(...found.answering);
        answering.push(...found.answering);
      } else {
        const below = path.concat(routePath('/*', false));
        routes.push({ method: '*', path: below, accesses: asked(below, above, []) });
        if (!endsRequests(layer)) continue;
        before.push({ path, access });
        answering.push({ path, access });
      }
    }
  }
  return { routes, answering };
}

function routesOf(
  route: RouteLike,
  path: RoutePath,
  before: readonly Mounted[],
): readonly FoundRoute[] {
  const methods = Object.keys(route.methods);
  const found = methods.flatMap((method) => {
    const all = method === '_all';
    const layers = route.stack.filter((layer) =>
      all ? layer.method === undefined : layer.method === undefined || layer.method === method,
    );
    const own = accessesOf(layers);
    // `route.all(guard).get(handler)`: the guard is no route of its own.
    if (all && methods.length > 1 && own.every((access) => access !== undefined)) return [];
    const accesses = asked(path, before, own);
    return [{ method: all ? '*' : method.toUpperCase(), path, accesses, route }];
  });
  return isEveryMethod(methods) ? merged(found) : found;
}

/** Of the layers of a route, without guards whose failure a handler of errors can end. */
function accessesOf(layers: readonly Layer[]): readonly (Access | undefined)[] {
  const last = layers.findLastIndex((layer) => !handlesErrors(layer));
  const recovery = layers.findLastIndex((layer, index) => index < last && handlesErrors(layer));
  return layers.flatMap((layer, index) => {
    const access = accessOf(handlerOf(layer));
    const counts = access === undefined ? !handlesErrors(layer) : index > recovery;
    return counts ? [access] : [];
  });
}

/** `app.all` of Express 4 registers each method that Node knows, one by one. */
function isEveryMethod(methods: readonly string[]): boolean {
  return METHODS.every((method) => methods.includes(method.toLowerCase()));
}

/** One for all methods, if the same is asked of all. */
function merged(found: readonly FoundRoute[]): readonly FoundRoute[] {
  const [first, ...others] = found;
  const isSame = ({ accesses }: FoundRoute): boolean =>
    accesses.length === first?.accesses.length &&
    accesses.every((access, index) => access === first.accesses[index]);
  return first !== undefined && others.every(isSame) ? [{ ...first, method: '*' }] : found;
}

/**
 * What a request for `path` is asked before the first handler that may answer it; undefined in `own`
 * is such a handler.
 */
function asked(
  path: RoutePath,
  before: readonly Mounted[],
  own: readonly (Access | undefined)[],
): readonly Access[] {
  const above = before.filter((mounted) => covers(mounted.path, path));
  const accesses: Access[] = [];
  for (const access of [...above.map((mounted) => mounted.access), ...own]) {
    if (access === undefined) break;
    accesses.push(access);
  }
  return accesses;
}
