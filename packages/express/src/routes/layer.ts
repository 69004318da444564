import { mountedApp } from './mounted-app.js';
import { RouteListError } from './route-list-error.js';
import { routePath, type RoutePath } from './route-path.js';

type WrittenPath = string | RegExp;
type WrittenPaths = WrittenPath | readonly WrittenPath[];

/** As much of a layer in an Express router's stack as is looked at. */
export interface Layer {
  readonly handle: object;
  readonly name?: string;
  readonly route?: RouteLike;
  /** Of a layer inside a route: the lower-case method, or undefined for all of them. */
  readonly method?: string;
  /** Express 5, router 2.3 and newer: the path as it was registered. */
  readonly rawPath?: WrittenPaths;
  /** Express 5: whether it was mounted without a path. */
  readonly slash?: boolean;
  /** Express 4: the path as it was compiled. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
}

/** As much of a route as is looked at. */
export interface RouteLike {
  readonly path: WrittenPaths;
  readonly stack: readonly Layer[];
  readonly methods: Readonly<Record<string, boolean>>;
  readonly dispatch: (...args: never) => unknown;
}

/** The layers of a router in order, and how it reads paths. */
export interface RouterLike {
  readonly stack: readonly Layer[];
  /** Whether it tells `/A` from `/a`. */
  readonly caseSensitive: boolean;
  /** The router itself. */
  readonly router: object;
}

/**
 * The router of an application, or the router itself.
 * @throws {RouteListError} for something that is neither, or that keeps its routes elsewhere.
 */
export function routerOf(app: object): RouterLike {
  const router = isObject(app) ? findRouter(app) : undefined;
  if (router === undefined) throw new RouteListError('NOT_A_ROUTER');
  return router;
}

function findRouter(app: object): RouterLike | undefined {
  const { stack, _router, lazyrouter } = app as Record<string, unknown>;
  if (Array.isArray(stack)) return checkedRouter(app, stack as Layer[]);
  if (isObject(_router)) return findRouter(_router);
  // An Express 4 application without any route; there, reading `router` throws.
  if (typeof lazyrouter === 'function') return { stack: [], caseSensitive: false, router: {} };
  const { router } = app as Record<string, unknown>;
  return isObject(router) ? findRouter(router) : undefined;
}

/**
 * What a router of 2.3 and newer says itself about its routes is no list of guards, since middleware is
 * not in it, but it tells whether any route is missing from what is found in its layers.
 */
function checkedRouter(router: object, stack: readonly Layer[]): RouterLike {
  const { caseSensitive, listRoutes } = router as Record<string, unknown>;
  if (typeof listRoutes === 'function') {
    const said = (listRoutes.call(router) as { path: WrittenPath }[]).map(({ path }) => path);
    const found = stack
      .filter((layer) => layer.route !== undefined || hasStack(layer.handle))
      .flatMap((layer) => writtenPaths(layer.rawPath));
    if (said.length !== found.length || said.some((path, index) => path !== found[index])) {
      throw new RouteListError('UNKNOWN_ROUTER');
    }
  }
  return { stack, caseSensitive: caseSensitive === true, router };
}

/**
 * Whether `router` has a callback for a parameter of `path`: one that says `next('route')` skips what
 * stands at that path, and what is registered behind it is reached.
 */
export function asksAboutParameters({ router }: RouterLike, path: RoutePath): boolean {
  const { params = {} } = router as { readonly params?: Readonly<Record<string, unknown>> };
  return path.some(({ text = '' }) =>
    Array.from(text.matchAll(/:(\w+)/g)).some(([, name = '']) => Object.hasOwn(params, name)),
  );
}

/** The application or router that `layer` mounts; undefined for any other handler. */
export function mountedRouter(layer: Layer): RouterLike | undefined {
  const handler = handlerOf(layer);
  if (isMount(handler)) return findRouter(handler);
  if (layer.name !== 'mounted_app') return undefined;
  const app = mountedApp(handler, layer.regexp === undefined ? 5 : 4);
  return app && findRouter(app);
}

/**
 * The handler of a layer as it was registered. Tracing such as OpenTelemetry's puts a function around
 * it, which names it `__original`.
 */
export function handlerOf({ handle }: Layer): object {
  let handler = handle;
  for (;;) {
    const { __original } = handler as { readonly __original?: unknown };
    if (typeof __original !== 'function') return handler;
    handler = __original;
  }
}

/** Whether `layer`, which is no guard, is known to answer: a mount, static files, or `endsRequests`. */
export function answers(layer: Layer): boolean {
  const isKnown = layer.name === 'mounted_app' || layer.name === 'serveStatic';
  return isKnown || isMount(handlerOf(layer)) || endsRequests(layer);
}

/** Whether `layer` is asked only while an error is pending, which it can end. */
export function handlesErrors(layer: Layer): boolean {
  const handler = handlerOf(layer);
  return typeof handler === 'function' && handler.length === 4;
}

/** Whether `layer` never passes a request on: its handler takes no `next`. */
export function endsRequests(layer: Layer): boolean {
  const handler = handlerOf(layer);
  // Of a wrapper with rest parameters the length is 0, which says nothing.
  return typeof handler === 'function' && (handler.length === 1 || handler.length === 2);
}

/**
 * The paths at which a layer is registered in a router.
 * @throws {RouteListError} for a router that does not keep them.
 */
export function pathsOf(layer: Layer, { caseSensitive }: RouterLike): readonly RoutePath[] {
  const path = layer.route?.path ?? layer.rawPath ?? compiledPath(layer);
  return writtenPaths(path).map((written) => routePath(written, caseSensitive));
}

function writtenPaths(paths: WrittenPaths | undefined): readonly WrittenPath[] {
  return [paths ?? []].flat(Infinity) as WrittenPath[];
}

/** What Express 4 made of a mount path, back in its written form where that is possible. */
function compiledPath({ slash, regexp, keys = [] }: Layer): WrittenPath {
  if (slash === true || regexp?.fast_slash === true) return '/';
  if (regexp === undefined) throw new RouteListError('UNKNOWN_MOUNT_PATH');
  const names = keys.map((key) => `/:${key.name}`);
  const written = regexp.source
    .replace(/^\^/, '')
    .replace('\\/?(?=\\/|$)', '')
    .replace(/\(\?:\\?\/\(\[\^(?:\\\/|\/)\]\+\?\)\)/g, () => names.shift() ?? '')
    .replace(/\\([/.-])/g, '$1');
  // A slash at the end that is left is one that requests must have.
  return /^\/[\w\-./:~]*(?<!\/)$/.test(written) ? written : regexp;
}

function hasStack(handler: object): boolean {
  return Array.isArray((handler as { stack?: unknown }).stack);
}

/** A router, or what `app.use` takes for an application; `router.use` mounts one as it is. */
function isMount(handler: object): boolean {
  const { handle, set } = handler as Record<string, unknown>;
  return hasStack(handler) || (typeof handle === 'function' && typeof set === 'function');
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
