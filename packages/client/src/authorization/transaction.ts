import { ScopeSet } from '@stepscope/core';
import type { Intent } from '../intent.js';
import { outcomeStatuses, type OutcomeStatus } from '../outcome.js';
import { asRecord } from '../storage/stored-value.js';

/** What an authorization is for. */
export type Purpose = 'sign-in' | 'step-up' | 'restore';

/** An authorization to begin. */
export interface AuthorizationPlan {
  readonly purpose: Purpose;
  readonly via: 'popup' | 'redirect';
  /** The resource's scopes to request. */
  readonly requested: ScopeSet;
  /** Of those, the ones that it is about: what the user has not granted yet. */
  readonly asked: ScopeSet;
  /** Granted when it began. */
  readonly before: ScopeSet;
  /** Whose session it must be. */
  readonly expectedSub?: string | undefined;
  readonly idTokenHint?: string | undefined;
  readonly returnTo: string;
  readonly intent?: Intent | undefined;
  /** What was decided before the page left again to restore the sign-in. */
  readonly decided?: DecidedOutcome | undefined;
}

export interface DecidedOutcome {
  readonly status: OutcomeStatus;
  readonly needed: ScopeSet;
}

/** An authorization that has begun: what its response is checked against. Used once. */
export interface Transaction extends Omit<AuthorizationPlan, 'idTokenHint'> {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly startedAt: number;
}

/** A transaction out of parsed JSON, where `ScopeSet`s are arrays; `undefined` for anything else. */
export function parseTransaction(value: unknown): Transaction | undefined {
  const record = asRecord(value);
  if (record === undefined) return undefined;
  const { purpose, state, nonce, codeVerifier, returnTo, startedAt, expectedSub } = record;
  if (
    (purpose !== 'sign-in' && purpose !== 'step-up' && purpose !== 'restore') ||
    typeof state !== 'string' ||
    typeof nonce !== 'string' ||
    typeof codeVerifier !== 'string' ||
    typeof returnTo !== 'string' ||
    typeof startedAt !== 'number'
  ) {
    return undefined;
  }
  return {
    purpose,
    via: 'redirect',
    state,
    nonce,
    codeVerifier,
    returnTo,
    startedAt,
    requested: ScopeSet.fromClaim(record['requested']),
    asked: ScopeSet.fromClaim(record['asked']),
    before: ScopeSet.fromClaim(record['before']),
    ...(typeof expectedSub === 'string' && { expectedSub }),
    intent: asRecord(record['intent']) as Intent | undefined,
    decided: parseDecided(record['decided']),
  };
}

function parseDecided(value: unknown): DecidedOutcome | undefined {
  const { status, needed } = asRecord(value) ?? {};
  const known = outcomeStatuses.find((name) => name === status);
  return known && { status: known, needed: ScopeSet.fromClaim(needed) };
}
