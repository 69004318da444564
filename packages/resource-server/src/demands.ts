import type { Catalogue, ProtocolScope, Requirement } from '@stepscope/core';
import type { UserAuthentication } from './authentication/user-authentication.js';
import type { Policy } from './policy.js';
import { InvalidOptionError } from './resource-server-error.js';
import { andThen, type MaybePromise } from './support/and-then.js';
import { assertOptions } from './support/assert-options.js';

/** What one policy asks of a token, its requirement found. */
export interface Demand<S extends string, A extends string> {
  readonly requirement: Requirement<S | ProtocolScope> | undefined;
  readonly action: A | undefined;
  readonly authentication: UserAuthentication | undefined;
}

/**
 * What a policy, and those beside it, ask of a token: all of it has to hold.
 * @throws {CoreError} `INVALID_REQUIREMENT` for a function that answers with none.
 * @throws {InvalidOptionError} for a policy that asks for nothing, and may have meant to.
 */
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
  policy: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): MaybePromise<Demand<S, A>> {
  const { requirement, action, authentication } = policy;
  if (action !== undefined) {
    return { requirement: catalogue.requirementOf(action), action, authentication };
  }
  if (requirement === undefined) {
    assertNothingMeant(policy);
    return { requirement, action, authentication };
  }
  const demandFor = (found: Requirement<S>): Demand<S, A> => {
    // The undefined of a table that lacks a row would let any token pass, and so would a list of none.
    if ((found ?? undefined) === undefined || Array.isArray(found)) catalogue.alternativesOf(found);
    return { requirement: found, action, authentication };
  };
  return typeof requirement === 'function'
    ? andThen(requirement(), demandFor)
    : demandFor(requirement);
}

const names: Record<keyof Policy, true> = {
  auth: true,
  refused: true,
  mode: true,
  requirement: true,
  action: true,
  authentication: true,
  also: true,
  optional: true,
};

/** A name that is misspelt, or has no value, must not make a guard that any token passes. */
function assertNothingMeant(policy: object): void {
  assertOptions('policy', policy, { known: names, fix: '{ requirement } or { action }' });
  const absent = ['requirement', 'action'].find((name) => name in policy);
  if (absent === undefined) return;
  throw new InvalidOptionError(
    `${absent} is undefined in a policy: leave it out where any scopes will do.`,
  );
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
