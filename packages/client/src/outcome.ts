import type { ScopeSet } from '@stepscope/core';

/**
 * How asking the user ended:
 * - `granted`: the requirement holds now
 * - `partial`: something new was granted, and not enough
 * - `denied`: nothing new was granted, or the user said no
 * - `dismissed`: closed, cancelled or timed out; nobody decided
 * - `blocked`: no window could be opened
 * - `unavailable`: this server cannot grant it to this user or application
 * - `redirecting`: the page is leaving; `handleRedirect()` has the outcome after the return
 */
export type OutcomeStatus = (typeof outcomeStatuses)[number];

export const outcomeStatuses = [
  'granted',
  'partial',
  'denied',
  'dismissed',
  'blocked',
  'unavailable',
  'redirecting',
] as const;

/** How asking the user ended, and where that leaves the scopes that were needed. */
export interface Outcome {
  readonly status: OutcomeStatus;
  /** The needed scopes that are held now. */
  readonly granted: ScopeSet;
  /** The needed scopes that are not held now. */
  readonly denied: ScopeSet;
}

/** What an authorization was about and what came of it. */
export interface AuthorizationFacts {
  /** All that is needed: the whole requirement, not only what was asked for. */
  readonly needed: ScopeSet;
  /** Held before, closed under the catalogue's implications. */
  readonly before: ScopeSet;
  /** Held now, closed under the catalogue's implications. */
  readonly after: ScopeSet;
  /** What the server said that it cannot grant. */
  readonly unavailable: ScopeSet;
  /** The error code of the authorization response, where it was one. */
  readonly error?: string | undefined;
  /** Whether it was also about how the user signs in, which no error can have brought about. */
  readonly authenticates?: boolean;
}

/** The outcome of an authorization that has come to an end. */
export function decideOutcome(facts: AuthorizationFacts): Outcome {
  const { needed, before, after, unavailable, error, authenticates = false } = facts;
  const lacking = needed.difference(after);
  const gained = needed.intersection(after).difference(before);
  const status = (): OutcomeStatus => {
    if (lacking.size === 0 && !(authenticates && error !== undefined)) return 'granted';
    if (error !== undefined && impossible.has(error)) return 'unavailable';
    if (error !== undefined) return 'denied';
    if (gained.size > 0) return 'partial';
    return lacking.isSubsetOf(unavailable) ? 'unavailable' : 'denied';
  };
  return outcomeOf(status(), needed, after);
}

/** Errors that say that the server cannot, not that somebody does not want to. */
const impossible: ReadonlySet<string> = new Set([
  'invalid_scope',
  'unmet_authentication_requirements',
]);

/** An outcome with the given status; `held` is what is held now. */
export function outcomeOf(status: OutcomeStatus, needed: ScopeSet, held: ScopeSet): Outcome {
  return { status, granted: needed.intersection(held), denied: needed.difference(held) };
}

/** How giving scopes up ended, and where that leaves them. */
export interface DropOutcome {
  /**
   * - `dropped`: none of them is held any more
   * - `kept`: some are still held, because the server or the user has kept them
   * - `dismissed`: closed, cancelled, refused or timed out; nothing has changed
   * - `blocked`: no window could be opened
   * - `redirecting`: the page is leaving; `handleRedirect()` has the outcome after the return
   */
  readonly status: 'dropped' | 'kept' | 'dismissed' | 'blocked' | 'redirecting';
  /** Not held any more. */
  readonly dropped: ScopeSet;
  /** Still held. */
  readonly kept: ScopeSet;
}

/** How giving `scopes` up ended; `status` where it did not come to new tokens. */
export function dropOutcomeOf(
  scopes: ScopeSet,
  held: ScopeSet,
  status?: DropOutcome['status'],
): DropOutcome {
  const kept = scopes.intersection(held);
  return {
    status: status ?? (kept.size === 0 ? 'dropped' : 'kept'),
    dropped: scopes.difference(held),
    kept,
  };
}
