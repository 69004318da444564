import { privateNotes } from '@stepscope/core';
import type { Auth, Decision, Policy, ResourceServer, WouldBe } from '@stepscope/resource-server';
import type { IncomingMessage } from 'node:http';
import { marked, type Access } from './access.js';
import type { ExpressResourceServer } from './express-resource-server.js';
import { exposeHeaders } from './expose-headers.js';
import { GetAuthError } from './get-auth-error.js';
import type { Guard } from './guard.js';
import { guardsBehind } from './routes/guards-behind.js';
import { passPreflight } from './pass-preflight.js';
import { sendDenial } from './send-denial.js';
import { reportWouldBeDenial, type WouldBeDenial } from './would-be-denial.js';

/** Makes the guards of one resource server, which share what they have found out about a request. */
export interface Guards<S extends string, A extends string> {
  /**
   * A guard that asks `policy`, or what it answers for a request; `access` says so in the list of routes.
   * In a route, guards that stand side by side answer together, as far as their policies are known.
   */
  readonly guardFor: <R extends IncomingMessage>(
    access: Access,
    policy: Policy<S, A> | ((req: R) => Policy<S, A>),
  ) => Guard<R>;
  /** The same guard in shadow mode; undefined for one of somebody else. */
  readonly inShadow: <R extends IncomingMessage>(guard: Guard<R>) => Guard<R> | undefined;
  readonly getAuth: ExpressResourceServer<S, A>['getAuth'];
}

/** What guards are made with, beside their resource server. */
export interface GuardOptions {
  /** Whether all of them are in shadow mode. */
  readonly isShadow: boolean;
  readonly onWouldDeny: (denial: WouldBeDenial) => void;
}

/** What is known of a request that a guard has let pass. */
interface Passed<S extends string, A extends string> {
  /** Missing for requests without credentials that count. */
  readonly auth?: Auth<S, A>;
  /** What would have stopped it outside shadow mode. */
  readonly wouldBe?: WouldBe;
}

/** The guards of `server`: what it decides, carried out in Express. */
export function createGuards<S extends string, A extends string>(
  server: ResourceServer<S, A>,
  { isShadow, onWouldDeny }: GuardOptions,
): Guards<S, A> {
  const passed = privateNotes<IncomingMessage, Passed<S, A>>();
  const shadows = new WeakMap<object, () => object>();
  /** What is asked by guards that enforce the same for every request. */
  const fixedPolicies = new WeakMap<object, Policy<S, A>>();

  function guardFor<R extends IncomingMessage>(
    access: Access,
    policy: Policy<S, A> | ((req: R) => Policy<S, A>),
  ): Guard<R> {
    const policyOf = typeof policy === 'function' ? policy : () => policy;
    const guard: Guard<R> = (req, res, next) => {
      const finish = (decision: Decision<S, A>): void => {
        let passes: boolean;
        try {
          passes = answer(decision, req, res, next);
        } catch (error) {
          fail(error);
          return;
        }
        if (passes) next();
      };
      const fail = (error: unknown): void => next(asFailure(error));
      let decision: Decision<S, A> | Promise<Decision<S, A>>;
      try {
        const asked = withNeighbours(policyOf(req), guard, req, next);
        decision = server.decide(req, withWhatIsKnown(asked, passed.get(req)));
      } catch (error) {
        fail(error);
        return;
      }
      if (decision instanceof Promise) void decision.then(finish, fail);
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
      const { headers, wouldBe, auth } = decision;
      if (headers !== undefined) {
        for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
      }
      passed.set(req, decision);
      if (wouldBe !== undefined) {
        const { clientId } = auth ?? {};
        reportWouldBeDenial({ wouldBe, access, clientId, req, res }, onWouldDeny);
      }
      return true;
    }

    if (typeof policy !== 'function' && policy.optional !== true && !isShadow) {
      fixedPolicies.set(guard, policy);
    }
    shadows.set(guard, () =>
      guardFor<R>({ ...access, shadow: true }, (req) => ({ ...policyOf(req), mode: 'shadow' })),
    );
    return marked(guard, { ...access, owner: server, ...(isShadow && { shadow: true }) });
  }

  /** So that the first guard of a route says all that a call lacks, and one step-up is enough. */
  function withNeighbours(
    policy: Policy<S, A>,
    ...[guard, req, next]: Parameters<typeof guardsBehind>
  ): Policy<S, A> {
    if (policy.optional === true || policy.mode === 'shadow' || isShadow) return policy;
    const guards = guardsBehind(guard, req, next);
    if (guards.length === 0) return policy;
    const also = guards.flatMap((other) => fixedPolicies.get(other) ?? []);
    return also.length === 0 ? policy : { ...policy, also };
  }

  /** So that a token is verified once, and a proof of possession, which counts only once, too. */
  function withWhatIsKnown(
    policy: Policy<S, A>,
    { auth, wouldBe }: Passed<S, A> = {},
  ): Policy<S, A> {
    if (auth !== undefined) return { ...policy, auth };
    return wouldBe === undefined ? policy : { ...policy, refused: wouldBe };
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
    guardFor,
    inShadow: <R extends IncomingMessage>(guard: Guard<R>) =>
      shadows.get(guard)?.() as Guard<R> | undefined,
    getAuth,
  };
}

/** What Express takes for no failure, but for a word to go on, is one all the same. */
function asFailure(error: unknown): unknown {
  const goesOn = !error || error === 'route' || error === 'router';
  return goesOn ? new Error('A guard has failed.', { cause: error }) : error;
}
