import { allOf, privateNotes, unknownOption, type Requirement } from '@stepscope/core';
import {
  createResourceServer as createServer,
  type Auth,
  type CacheStats,
  type Decision,
  type Policy,
  type ResourceServerOptions,
} from '@stepscope/resource-server';
import type { IncomingMessage } from 'node:http';
import { marked, type Access } from './access.js';
import { exposeHeaders } from './expose-headers.js';
import { GetAuthError } from './get-auth-error.js';
import type { Guard } from './guard.js';
import { passPreflight } from './pass-preflight.js';
import { guardAll } from './routes/guard-all.js';
import type { RouteRow } from './routes/list-routes.js';
import { sendDenial } from './send-denial.js';
import { serveMetadata } from './serve-metadata.js';

/**
 * Guards for the routes of one API. `S` and `A` are the scopes and actions of its catalogue. A guard
 * checks the access token, then what the route needs; a refused request never reaches a handler. What
 * a guard does NOT check: revocation, proof of possession, whose data is asked for.
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
   * What the verified token of this request says.
   * @throws {GetAuthError} `UNGUARDED_ROUTE` where no guard has run; `ANONYMOUS_REQUEST` where a guard
   *   was optional and there were no credentials.
   */
  getAuth(req: IncomingMessage): Auth<S, A>;
  /** The same behind an optional guard: undefined for a request without credentials. */
  getAuth(req: IncomingMessage, options: { readonly optional: true }): Auth<S, A> | undefined;
  /** What the cache of verified tokens has done so far, and holds; all 0 with `cache: false`. */
  cacheStats(): CacheStats;
  /** Stops following the revocation feed. Requests are still answered, with what was heard before. */
  close(): void;
}

/**
 * A resource server for Express 4.21 or 5: what `createResourceServer` of
 * `@stepscope/resource-server` decides, as middleware.
 * @throws {InvalidOptionError} for an option that breaks a rule.
 */
export function createResourceServer<S extends string, A extends string>(
  options: ResourceServerOptions<S, A>,
): ExpressResourceServer<S, A> {
  const server = createServer(options);
  const { catalogue } = server;
  /** Requests that a guard has let pass; the value is missing for those without credentials. */
  const passed = privateNotes<IncomingMessage, { readonly auth?: Auth<S, A> }>();

  function guardFor<R extends IncomingMessage>(
    access: Access,
    policyOf: (req: R) => Policy<S, A>,
  ): Guard<R> {
    const guard: Guard<R> = (req, res, next) => {
      const finish = (decision: Decision<S, A>): void => {
        let passes: boolean;
        try {
          passes = answer(decision, req, res, next);
        } catch (error) {
          next(error);
          return;
        }
        if (passes) next();
      };
      let decision: Decision<S, A> | Promise<Decision<S, A>>;
      try {
        const auth = passed.get(req)?.auth;
        const policy = policyOf(req);
        decision = server.decide(req, auth === undefined ? policy : { ...policy, auth });
      } catch (error) {
        next(error);
        return;
      }
      if (decision instanceof Promise) void decision.then(finish, next);
      else finish(decision);
    };

    /** Carries a decision out, and says whether the request passes. */
    function answer(decision: Decision<S, A>, ...[req, res, next]: Parameters<Guard<R>>): boolean {
      if (decision.outcome === 'preflight') {
        passPreflight(guard as Guard, req, res, next);
        return false;
      }
      exposeHeaders(res);
      if (decision.outcome === 'denied') {
        sendDenial(res, decision.denial);
        return false;
      }
      passed.set(req, decision);
      return true;
    }
    return marked(guard, access);
  }

  function guardForRequirement(requirement: Requirement<S>): Guard {
    catalogue.alternativesOf(requirement);
    const policy: Policy<S, A> = { requirement };
    return guardFor({ kind: 'required', requirement }, () => policy);
  }

  function getAuth(req: IncomingMessage): Auth<S, A>;
  function getAuth(req: IncomingMessage, options: { optional: true }): Auth<S, A> | undefined;
  function getAuth(req: IncomingMessage, options?: { optional: true }): Auth<S, A> | undefined {
    const state = passed.get(req);
    if (state === undefined) throw new GetAuthError('UNGUARDED_ROUTE');
    if (state.auth === undefined && options?.optional !== true) {
      throw new GetAuthError('ANONYMOUS_REQUEST');
    }
    return state.auth;
  }

  return {
    metadata(options = {}) {
      assertOptions('metadata', options, { actions: true });
      const { actions = true } = options;
      return serveMetadata(actions ? [server.metadata, server.actionMetadata] : [server.metadata]);
    },
    authenticate(options = {}) {
      assertOptions('authenticate', options, { optional: true });
      const { optional = false } = options;
      return optional
        ? guardFor({ kind: 'optional' }, () => ({ optional }))
        : guardFor({ kind: 'authenticated' }, () => ({}));
    },
    requireScopes(...scopes) {
      const all = allOf<S>(...scopes);
      catalogue.alternativesOf(all);
      return guardForRequirement(scopes.length === 1 ? scopes[0] : all);
    },
    requireAction(action) {
      const requirement = catalogue.requirementOf(action);
      const policy: Policy<S, A> = { action };
      return guardFor({ kind: 'required', requirement, action }, () => policy);
    },
    guard<R extends IncomingMessage>(
      requirement: Requirement<S> | ((req: R) => Requirement<S> | Promise<Requirement<S>>),
    ) {
      return typeof requirement === 'function'
        ? guardFor<R>({ kind: 'per-request' }, (req) => ({ requirement: () => requirement(req) }))
        : guardForRequirement(requirement);
    },
    public: (reason) => marked<Guard>((_req, _res, next) => next(), { kind: 'public', reason }),
    guardAll,
    getAuth,
    cacheStats: () => server.cacheStats(),
    close: () => server.close(),
  };
}

function assertOptions(name: string, options: object, known: Readonly<Record<string, true>>): void {
  const problem = unknownOption(`option of ${name}`, options, known);
  if (problem !== undefined) throw new TypeError(problem);
}
