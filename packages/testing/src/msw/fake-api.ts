import type { Catalogue, Requirement } from '@stepscope/core';
import { unknownName, unknownOption } from '@stepscope/core';
import type { IssuedToken } from './issued-token.js';

type Method = (typeof methods)[number];

const methods = ['get', 'post', 'put', 'patch', 'delete', 'head'] as const;

/** A route of a fake API. */
export interface FakeRoute<S extends string, A extends string> {
  /** In lower or in upper case. */
  readonly method: Method | Uppercase<Method>;
  /** Path below the resource, as msw writes paths: `/files/:id`. */
  readonly path: string;
  /** The action, scope or requirement that guards it. */
  readonly needs: Requirement<S> | A;
  /** Authentication contexts of which the sign-in must have reached one (RFC 9470). */
  readonly acrValues?: readonly string[];
  /** The longest time since the user has signed in, in seconds (RFC 9470). */
  readonly maxAgeSeconds?: number;
  /** @default 200 with `{ "ok": true }` */
  readonly respond?: (call: {
    readonly request: Request;
    readonly params: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly token: IssuedToken;
  }) => Response | Promise<Response>;
}

const routeNames: Record<keyof FakeRoute<string, string>, true> = {
  method: true,
  path: true,
  needs: true,
  acrValues: true,
  maxAgeSeconds: true,
  respond: true,
};

/** A fake API beside the first one. */
export interface FakeResource {
  readonly catalogue: Catalogue;
  readonly routes?: readonly FakeRoute<string, string>[];
}

/** A fake API, checked. */
export interface FakeApi extends Required<FakeResource> {
  /** Resource identifier and base URL. */
  readonly resource: string;
}

/**
 * @throws {TypeError} for a route with another method, a member that is not there, or a path that does
 *   not begin with "/", and without a catalogue.
 * @throws {CoreError} for a route that needs what the catalogue does not define.
 */
export function fakeApi(resource: string, { catalogue, routes = [] }: FakeResource): FakeApi {
  if (typeof catalogue?.alternativesOf !== 'function') {
    throw new TypeError(`The catalogue of ${resource} is none: pass what defineCatalogue returns.`);
  }
  for (const [index, route] of routes.entries()) {
    const problem = unknownOption(`member of routes[${index}]`, route, routeNames);
    if (problem !== undefined) throw new TypeError(problem);
    methodOf(route);
    if (typeof route.path !== 'string' || !route.path.startsWith('/')) {
      throw new TypeError(
        `The path of routes[${index}] does not begin with "/": it is one below the resource.`,
      );
    }
    catalogue.alternativesOf(route.needs);
  }
  return { resource, catalogue, routes };
}

/** The method of a route, as msw calls it. */
export function methodOf({ method, path }: FakeRoute<string, string>): Method {
  const found = methods.find(
    (candidate) => candidate === (method as unknown as string | undefined)?.toLowerCase(),
  );
  if (found !== undefined) return found;
  throw new TypeError(`${unknownName('method', method, methods)} It is that of the route ${path}.`);
}
