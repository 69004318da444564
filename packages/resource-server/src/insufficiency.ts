import { ScopeSet, type Catalogue, type ScopeShortage } from '@stepscope/core';
import type { Auth } from './auth.js';
import {
  assertUserAuthentication,
  isAuthenticatedAs,
  jointAuthentication,
  type Clock,
  type UserAuthentication,
} from './authentication/user-authentication.js';
import { jointAction, jointRequirement, type Demand } from './demands.js';
import type { Refusal } from './refusal.js';

/** What demands are judged with. */
export interface DemandTools<S extends string, A extends string> extends Clock {
  readonly catalogue: Catalogue<S, A>;
}

/**
 * What a token that counts lacks to meet all of `demands`, in one refusal: strength or age of the login,
 * scopes, or both (RFC 9470 §3). Undefined where it lacks nothing.
 * @throws {InvalidOptionError} for an authentication that no client could be told.
 */
export function insufficiencyOf<S extends string, A extends string>(
  auth: Auth<S, A>,
  demands: readonly Demand<S, A>[],
  tools: DemandTools<S, A>,
): Refusal | undefined {
  const shortage = shortageOf(auth, demands, tools);
  const authentication = lackingAuthentication(auth, demands, tools);
  if (authentication !== undefined) {
    return {
      code: 'INSUFFICIENT_USER_AUTHENTICATION',
      reason: 'authentication',
      ...authentication,
      ...(shortage !== undefined && { shortage }),
    };
  }
  return shortage && { code: 'INSUFFICIENT_SCOPE', reason: 'scope', ...shortage };
}

/** What callers without credentials are told: the alternative that a token without scopes would be. */
export function missingCredentials<S extends string, A extends string>(
  demands: readonly Demand<S, A>[],
  { catalogue }: Pick<DemandTools<S, A>, 'catalogue'>,
): Refusal {
  const requirement = jointRequirement(demands);
  const needs =
    requirement === undefined ? undefined : catalogue.evaluate(requirement, ScopeSet.empty);
  return {
    code: 'MISSING_CREDENTIALS',
    reason: 'no-credentials',
    ...(needs?.satisfied === false && {
      required: needs.required,
      alternatives: needs.alternatives,
    }),
  };
}

function shortageOf<S extends string, A extends string>(
  { scopes: granted }: Auth<S, A>,
  demands: readonly Demand<S, A>[],
  { catalogue }: DemandTools<S, A>,
): ScopeShortage | undefined {
  const [only, another] = demands;
  // By the name of an action the catalogue has the alternatives at hand.
  const asked =
    another === undefined ? (only?.action ?? only?.requirement) : jointRequirement(demands);
  const evaluation = asked === undefined ? undefined : catalogue.evaluate(asked, granted);
  if (evaluation === undefined || evaluation.satisfied) return undefined;
  const { required, alternatives, missing } = evaluation;
  const action = jointAction(demands);
  return { ...(action !== undefined && { action }), required, alternatives, granted, missing };
}

function lackingAuthentication<S extends string, A extends string>(
  { claims }: Auth<S, A>,
  demands: readonly Demand<S, A>[],
  clock: Clock,
): UserAuthentication | undefined {
  const wanted: UserAuthentication[] = [];
  for (const { authentication } of demands) {
    if (authentication === undefined) continue;
    assertUserAuthentication(authentication);
    wanted.push(authentication);
  }
  if (wanted.length === 0) return undefined;
  return wanted.every((one) => isAuthenticatedAs(claims, one, clock))
    ? undefined
    : jointAuthentication(wanted);
}
