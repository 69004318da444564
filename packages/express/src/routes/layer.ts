import { routePath, type RoutePath } from './route-path.js';

type WrittenPath = string | RegExp;

/** As much of a layer in an Express router's stack as is looked at. */
export interface Layer {
  readonly handle: object;
  readonly name?: string;
  readonly route?: {
    readonly path: WrittenPath | readonly WrittenPath[];
    readonly stack: readonly Layer[];
    readonly methods: Readonly<Record<string, boolean>>;
  };
  /** Of a layer inside a route: the lower-case method, or undefined for all of them. */
  readonly method?: string;
  /** Express 5, router 2.3 and newer: the path as it was registered. */
  readonly rawPath?: WrittenPath | readonly WrittenPath[];
  /** Express 4: the path as it was compiled. */
  readonly regexp?: RegExp & { readonly fast_slash?: boolean };
  readonly keys?: readonly { readonly name: string | number }[];
}

/**
 * The layers of an application or a router, in order.
 * @throws {TypeError} for something that is neither.
 */
export function stackOf(app: object): readonly Layer[] {
  const { stack, _router, lazyrouter } = app as Record<string, unknown>;
  if (Array.isArray(stack)) return stack as Layer[];
  if (isObject(_router)) return stackOf(_router);
  // An Express 4 application without any route; there, reading `router` throws.
  if (typeof lazyrouter === 'function') return [];
  const { router } = app as Record<string, unknown>;
  if (isObject(router)) return stackOf(router);
  throw new TypeError('listRoutes needs an Express application or router.');
}

/** The layers of the router that `layer` mounts, or undefined for any other handler. */
export function mountedStack(layer: Layer): readonly Layer[] | undefined {
  const { stack } = layer.handle as { stack?: unknown };
  return Array.isArray(stack) ? (stack as Layer[]) : undefined;
}

/** Whether `layer` never passes a request on: its handler takes no `next`. */
export function endsRequests({ handle }: Layer): boolean {
  // Of a wrapper with rest parameters the length is 0, which says nothing.
  return typeof handle === 'function' && (handle.length === 1 || handle.length === 2);
}

/**
 * The paths at which a layer is registered.
 * @throws {TypeError} for a router that does not keep them.
 */
export function pathsOf(layer: Layer): readonly RoutePath[] {
  const path = layer.route?.path ?? layer.rawPath ?? compiledPath(layer);
  return ([path].flat(Infinity) as WrittenPath[]).map(routePath);
}

/** What Express 4 made of a mount path, back in its written form where that is possible. */
function compiledPath({ regexp, keys = [] }: Layer): WrittenPath {
  if (regexp === undefined) {
    throw new TypeError(
      'listRoutes cannot tell where routers are mounted: update the package "router" to 2.3 or newer.',
    );
  }
  if (regexp.fast_slash === true) return '/';
  const names = keys.map((key) => `/:${key.name}`);
  const written = regexp.source
    .replace(/^\^/, '')
    .replace('\\/?(?=\\/|$)', '')
    .replace(/\(\?:\\?\/\(\[\^(?:\\\/|\/)\]\+\?\)\)/g, () => names.shift() ?? '')
    .replace(/\\([/.-])/g, '$1');
  return /^\/[\w\-./:~]*$/.test(written) ? written : regexp;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
