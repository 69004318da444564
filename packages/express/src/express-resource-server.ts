import type { Requirement } from '@stepscope/core';
import type {
  Auth,
  CacheStats,
  ResourceServerOptions,
  UserAuthentication,
} from '@stepscope/resource-server';
import type { IncomingMessage } from 'node:http';
import type { Guard } from './guard.js';
import type { OpenApiDocument, OpenApiOptions } from './open-api/open-api-document.js';
import type { RouteRow } from './routes/list-routes.js';
import type { WouldBeDenial } from './would-be-denial.js';

/** Options of a resource server for Express. */
export type ExpressResourceServerOptions<
  S extends string,
  A extends string,
> = ResourceServerOptions<S, A> & {
  /**
   * Told of every request that a guard in shadow mode would have refused, once it is answered. Needed
   * for shadow mode. What it throws is ignored.
   */
  readonly onWouldDeny?: (denial: WouldBeDenial) => void;
};

/**
 * Guards for the routes of one API. `S` and `A` are the scopes and actions of its catalogue. A guard
 * checks the access token, then what the route needs; a refused request never reaches a handler. What
 * a guard does NOT check: whose data is asked for.
 */
export interface ExpressResourceServer<S extends string, A extends string> {
  /**
   * Serves the metadata document of RFC 9728 and, unless `actions` is false, what the catalogue's
   * actions need (`/.well-known/stepscope`): GET and HEAD, cacheable, readable by every origin. Mount it
   * without a path and before guards under `app.use`: `app.use(api.metadata())`.
   * @throws {TypeError} for an unknown option.
   */
  metadata(options?: { readonly actions?: boolean }): Guard;
  /**
   * A guard that asks for a valid token, whatever its scopes. With `optional`, a request without
   * credentials passes too; a bad token is refused all the same.
   * @throws {TypeError} for an unknown option.
   */
  authenticate(options?: { readonly optional?: boolean }): Guard;
  /**
   * A guard that asks for all of `scopes`.
   * @throws {CoreError} `UNKNOWN_SCOPE`, naming the nearest one; `INVALID_REQUIREMENT` without scopes.
   */
  requireScopes(...scopes: readonly [S, ...S[]]): Guard;
  /**
   * A guard that asks for what `action` needs, and names the action when it refuses.
   * @throws {CoreError} `UNKNOWN_ACTION`, naming the nearest one.
   */
  requireAction(action: A): Guard;
  /**
   * A guard that asks how the user has signed in: how recently, or in which of several ways (RFC 9470).
   * Beside guards for scopes in one route, the first of them states all that a call lacks in one answer,
   * so that one step-up is enough; a guard with a function of the request is asked after that, and one
   * under `app.use` answers for itself.
   * @throws {InvalidOptionError} for an authentication that asks for nothing, or that no client could be
   *   told.
   */
  requireAuthentication(authentication: UserAuthentication): Guard;
  /**
   * A guard that asks for what a function of the request answers. The function also runs for requests
   * without credentials, to say what they lack; what it throws goes to the error handler.
   */
  guard<R extends IncomingMessage>(
    requirementOf: (req: R) => Requirement<S> | Promise<Requirement<S>>,
  ): Guard<R>;
  /**
   * A guard that asks for a requirement.
   * @throws {CoreError} `UNKNOWN_SCOPE`, naming the nearest one.
   */
  guard(requirement: Requirement<S>): Guard;
  /** Lets everybody pass, and says in the list of routes why that is right. */
  public(reason: string): Guard;
  /**
   * The same guard in shadow mode: it enforces nothing, and tells `onWouldDeny` whom it would have
   * refused. For one route at a time; `mode: 'shadow'` is for all of them.
   * @throws {TypeError} for something that is no guard of this resource server, and without
   *   `onWouldDeny`.
   */
  shadow<R extends IncomingMessage>(guard: Guard<R>): Guard<R>;
  /**
   * Makes sure that somebody has decided about every route of an application, and answers their list;
   * call it last, before `listen`. From then on nothing more can be registered on the application, its
   * routers and the applications that it mounts: to try is a `GuardAllError` too. Guards of every
   * resource server count. Does NOT see what `listRoutes` does not see: middleware under `use` that takes
   * `next` and answers by itself, and `app.param`.
   * @throws {GuardAllError} `UNGUARDED_ROUTES`, naming all of them; `NO_ROUTES` if it is called too early.
   * @throws {RouteListError} where routes cannot be listed.
   */
  guardAll(app: object): readonly RouteRow[];
  /**
   * An OpenAPI document of the routes of an application: `security` of each operation as its guards
   * have it, and the scheme in `components.securitySchemes`. What alternatives there are becomes one
   * security requirement each, with all scopes of it; public routes have `[]`; where a function decides,
   * any token is said to do. Operations that the document has keep their other members; the rest gets
   * empty ones. Scopes are spelt as in the catalogue. Does NOT describe routes that no guard of this
   * resource server has said anything about (`guardAll` lets none start), nor what a template cannot say:
   * regular expressions, wildcards, handlers under `use`. Those are listed in `x-stepscope-not-described`.
   * @throws {TypeError} for an unknown option, or a document of another version than 3.0, 3.1 and 3.2.
   * @throws {RouteListError} where routes cannot be listed.
   */
  openApi(app: object, options?: OpenApiOptions): OpenApiDocument;
  /**
   * What the verified token of this request says.
   * @throws {GetAuthError} `UNGUARDED_ROUTE` where no guard has run; `ANONYMOUS_REQUEST` where a guard
   *   was optional and there were no credentials, or in shadow mode and there was no good token.
   */
  getAuth(req: IncomingMessage): Auth<S, A>;
  /** The same behind an optional guard, or one in shadow mode: undefined where it would throw. */
  getAuth(req: IncomingMessage, options: { readonly optional: true }): Auth<S, A> | undefined;
  /** What the cache of verified tokens has done so far, and holds; all 0 with `cache: false`. */
  cacheStats(): CacheStats;
  /** Stops following the revocation feed, which counts as silent from then on. */
  close(): void;
}
