import type { Catalogue, ProtocolScope, Requirement } from '@stepscope/core';
import type { UserAuthentication } from './authentication/user-authentication.js';
import type { Policy } from './policy.js';
import { andThen, type MaybePromise } from './support/and-then.js';

/** What one policy asks of a token, its requirement found. */
export interface Demand<S extends string, A extends string> {
  readonly requirement: Requirement<S | ProtocolScope> | undefined;
  readonly action: A | undefined;
  readonly authentication: UserAuthentication | undefined;
}

/** What a policy, and those beside it, ask of a token: all of it has to hold. */
export function demandsOf<S extends string, A extends string>(
  policy: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): MaybePromise<readonly Demand<S, A>[]> {
  const own = demandOf(policy, catalogue);
  if (policy.also === undefined && !(own instanceof Promise)) return [own];
  return withOthers(own, policy.also ?? [], catalogue);
}

function withOthers<S extends string, A extends string>(
  own: MaybePromise<Demand<S, A>>,
  others: readonly Policy<S, A>[],
  catalogue: Catalogue<S, A>,
): MaybePromise<readonly Demand<S, A>[]> {
  return others.reduce<MaybePromise<readonly Demand<S, A>[]>>(
    (soFar, other) =>
      andThen(soFar, (before) =>
        andThen(demandsOf(other, catalogue), (demands) => [...before, ...demands]),
      ),
    andThen(own, (demand) => [demand]),
  );
}

function demandOf<S extends string, A extends string>(
  { requirement, action, authentication }: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): MaybePromise<Demand<S, A>> {
  if (action !== undefined) {
    return { requirement: catalogue.requirementOf(action), action, authentication };
  }
  return typeof requirement === 'function'
    ? andThen(requirement(), (found) => demandFor(found, authentication))
    : demandFor(requirement, authentication);
}

function demandFor<S extends string, A extends string>(
  requirement: Demand<S, A>['requirement'],
  authentication: UserAuthentication | undefined,
): Demand<S, A> {
  return { requirement, action: undefined, authentication };
}

/** All that has to hold, as one requirement; undefined where any scopes will do. */
export function jointRequirement<S extends string, A extends string>(
  demands: readonly Demand<S, A>[],
): Requirement<S | ProtocolScope> | undefined {
  const all = demands.flatMap(({ requirement }) => requirement ?? []);
  return all.length > 1 ? { allOf: all } : all[0];
}

/** The action that is carried out, where the demands name one and no other. */
export function jointAction<S extends string, A extends string>(
  demands: readonly Demand<S, A>[],
): A | undefined {
  const [action, another] = new Set(demands.flatMap((demand) => demand.action ?? []));
  return another === undefined ? action : undefined;
}
