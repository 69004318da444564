import type { Catalogue, Requirement } from '@stepscope/core';
import { unknownName } from '@stepscope/core';
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
 * @throws {TypeError} for a route with another method.
 * @throws {CoreError} for a route that needs what the catalogue does not define.
 */
export function fakeApi(resource: string, { catalogue, routes = [] }: FakeResource): FakeApi {
  for (const route of routes) {
    methodOf(route);
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
