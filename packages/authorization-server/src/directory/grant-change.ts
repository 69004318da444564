import { ScopeSet } from '@stepscope/core';
import type { ConsentAnswer } from '../directory.js';

/** What of a grant an answer or a revocation changes. */
export interface GrantState {
  readonly granted: ScopeSet;
  readonly declined: ScopeSet;
  readonly version: number;
  readonly since: Date;
}

/** The grant after a consent page was answered; a scope is granted or declined, never both. */
export function afterConsent(
  before: GrantState | undefined,
  answer: ConsentAnswer,
  now: Date,
): GrantState {
  const granted = (before?.granted ?? ScopeSet.empty)
    .union(answer.granted)
    .difference(answer.declined);
  const declined = (before?.declined ?? ScopeSet.empty).difference(granted).union(answer.declined);
  return next(before, granted, declined, now);
}

/** The grant after `scopes` were taken back; all of them, if `scopes` is left out. */
export function afterRevocation(before: GrantState, scopes: ScopeSet = before.granted): GrantState {
  const taken = before.granted.intersection(scopes);
  return next(before, before.granted.difference(taken), before.declined.union(taken), before.since);
}

function next(
  before: GrantState | undefined,
  granted: ScopeSet,
  declined: ScopeSet,
  now: Date,
): GrantState {
  const narrower = before !== undefined && !before.granted.isSubsetOf(granted);
  const unbroken = before !== undefined && before.granted.size > 0;
  return {
    granted,
    declined,
    version: (before?.version ?? 1) + (narrower ? 1 : 0),
    since: unbroken ? before.since : now,
  };
}
