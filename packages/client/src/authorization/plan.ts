import { ScopeSet } from '@stepscope/core';
import type { Intent } from '../intent.js';
import type { ResourceSettings } from '../settings.js';
import type { RememberedSignIn } from '../tokens/remembered-sign-in.js';
import type { AuthorizationPlan, DecidedOutcome, ResourceRequest } from './transaction.js';

/** How an authorization travels, and what comes back with it. */
export interface Journey {
  readonly via: 'popup' | 'redirect';
  readonly returnTo: string;
  readonly intent?: Intent | undefined;
}

/** Signing in asks for the initial scopes and nothing more, of whoever it is. */
export function planSignIn(
  [first, ...others]: readonly [ResourceSettings, ...ResourceSettings[]],
  journey: Journey,
): AuthorizationPlan {
  const request = (of: ResourceSettings): Candidate => ({
    of,
    requested: of.initial,
    asked: of.initial,
    before: ScopeSet.empty,
  });
  return {
    purpose: 'sign-in',
    requests: together(request(first), others.map(request)),
    ...journey,
  };
}

/** A resource, and where the user stands there. */
export interface Standing {
  readonly of: ResourceSettings;
  readonly granted: ScopeSet;
  readonly denied: ScopeSet;
}

/** The same at the resource that an authorization is about, and at the others. */
export interface Standings {
  readonly about: Standing;
  readonly others: readonly Standing[];
}

/** Who is signed in, and the proof of it. */
export interface Who {
  readonly sub?: string | undefined;
  readonly idToken: string | undefined;
}

/**
 * A step-up asks for what is granted and what is missing, without what the user has denied: the new
 * tokens replace the old ones, and a refresh could not widen them (RFC 6749 §6). What a server granted
 * beyond what the app declared is not asked for again.
 */
export function planStepUp(
  { about, others }: Standings,
  missing: ScopeSet,
  who: Who,
  journey: Journey,
): AuthorizationPlan {
  const request = ({ of, granted, denied }: Standing, more: ScopeSet): Candidate => {
    const requested = granted.union(more).intersection(of.declared).difference(denied);
    return { of, requested, asked: more.intersection(requested), before: granted };
  };
  return {
    purpose: 'step-up',
    requests: together(
      request(about, missing),
      others.map((standing) => request(standing, ScopeSet.empty)),
    ),
    expectedSub: who.sub,
    idTokenHint: who.idToken,
    ...journey,
  };
}

/**
 * Giving scopes up asks for the rest, and lets the user see it: a server may keep what was consented to
 * before until it is asked again.
 */
export function planDrop(
  { about, others }: Standings,
  dropped: ScopeSet,
  who: Who,
  journey: Journey,
): AuthorizationPlan {
  const rest = { ...about, granted: about.granted.difference(dropped) };
  const plan = planStepUp({ about: rest, others }, ScopeSet.empty, who, journey);
  return { ...plan, purpose: 'drop', dropped, asksAgain: true };
}

/**
 * Restoring asks, without interaction, for what was granted last, of the same user. What is remembered
 * lies where others can write: no more is asked for than the app declared.
 */
export function planRestore(
  remembered: RememberedSignIn,
  [first, ...others]: readonly [ResourceSettings, ...ResourceSettings[]],
  journey: { readonly returnTo: string; readonly intent?: Intent | undefined },
  decided?: DecidedOutcome,
): AuthorizationPlan {
  const request = (of: ResourceSettings): Candidate => {
    const granted = ScopeSet.fromClaim(remembered.granted[of.resource]).intersection(of.declared);
    return { of, requested: granted, asked: ScopeSet.empty, before: granted };
  };
  return {
    purpose: 'restore',
    via: 'redirect',
    requests: together(request(first), others.map(request)),
    expectedSub: remembered.sub,
    decided,
    ...journey,
  };
}

interface Candidate extends Omit<ResourceRequest, 'resource'> {
  readonly of: ResourceSettings;
}

/**
 * The requests that go into one authorization request: the first, and each other for which something
 * is asked, if the provider takes several. There every scope is asked of every resource (RFC 8707
 * §2.2), so one whose catalogue gives a scope of the rest another meaning is left for a request of its
 * own.
 */
function together(
  first: Candidate,
  others: readonly Candidate[],
): readonly [ResourceRequest, ...ResourceRequest[]] {
  const joined = [first];
  for (const candidate of others) {
    if (candidate.requested.size === 0) continue;
    const fits = joined.every(
      (one) =>
        one.of.provider.resourcesPerRequest === 'several' &&
        candidate.of.provider.resourcesPerRequest === 'several' &&
        isMeant(one, candidate) &&
        isMeant(candidate, one),
    );
    if (fits) joined.push(candidate);
  }
  const [, ...more] = joined;
  return [requestOf(first), ...more.map(requestOf)];
}

function requestOf({ of: { resource }, requested, asked, before }: Candidate): ResourceRequest {
  return { resource, requested, asked, before };
}

/** Whether each scope of `other` that `one` defines too is asked of `one` as well. */
function isMeant(one: Candidate, other: Candidate): boolean {
  return [...other.requested].every(
    (scope) => !one.of.catalogue.scopes.has(scope) || one.requested.has(scope),
  );
}
