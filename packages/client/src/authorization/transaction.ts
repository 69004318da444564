import { ScopeSet } from '@stepscope/core';
import type { Intent } from '../intent.js';
import type { AuthenticationNeed } from '../step-up/authentication-need.js';
import { outcomeStatuses, type OutcomeStatus } from '../outcome.js';
import { asRecord } from '../storage/stored-value.js';

/** What an authorization is for. */
export type Purpose = (typeof purposes)[number];

const purposes = ['sign-in', 'step-up', 'drop', 'restore'] as const;

/** What an authorization asks of one resource. */
export interface ResourceRequest {
  readonly resource: string;
  readonly requested: ScopeSet;
  /** Of those, the ones that it is about: what the user has not granted yet. */
  readonly asked: ScopeSet;
  /** Granted when it began. */
  readonly before: ScopeSet;
}

/** An authorization to begin. */
export interface AuthorizationPlan {
  readonly purpose: Purpose;
  readonly via: 'popup' | 'redirect';
  /** The first is of the resource that it is about. */
  readonly requests: readonly [ResourceRequest, ...ResourceRequest[]];
  /** How the user must sign in (RFC 9470 §4). */
  readonly authentication?: AuthenticationNeed | undefined;
  /** What is given up at the first resource. */
  readonly dropped?: ScopeSet | undefined;
  /** Whose session it must be. */
  readonly expectedSub?: string | undefined;
  readonly idTokenHint?: string | undefined;
  /** Asks again for what the user has refused before, which the server might remember. */
  readonly asksAgain?: boolean | undefined;
  readonly returnTo: string;
  readonly intent?: Intent | undefined;
  /** What was decided before the page left again to restore the sign-in. */
  readonly decided?: DecidedOutcome | undefined;
}

export interface DecidedOutcome {
  readonly resource: string;
  readonly status: OutcomeStatus;
  readonly needed: ScopeSet;
}

/** An authorization that has begun: what its response is checked against. Used once. */
export interface Transaction extends Omit<
  AuthorizationPlan,
  'idTokenHint' | 'asksAgain' | 'authentication'
> {
  /** Whether it was about how the user signs in. */
  readonly authenticates: boolean;
  /** Where the response comes from (RFC 9700 §4.4). */
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly startedAt: number;
}

/** A transaction out of parsed JSON, where `ScopeSet`s are arrays; `undefined` for anything else. */
export function parseTransaction(value: unknown): Transaction | undefined {
  const record = asRecord(value);
  if (record === undefined) return undefined;
  const { issuer, state, nonce, codeVerifier, returnTo, startedAt, expectedSub, dropped } = record;
  const purpose = purposes.find((known) => known === record['purpose']);
  const requests = parseRequests(record['requests']);
  if (
    purpose === undefined ||
    typeof issuer !== 'string' ||
    typeof state !== 'string' ||
    typeof nonce !== 'string' ||
    typeof codeVerifier !== 'string' ||
    typeof returnTo !== 'string' ||
    typeof startedAt !== 'number' ||
    requests === undefined
  ) {
    return undefined;
  }
  return {
    purpose,
    via: 'redirect',
    issuer,
    state,
    nonce,
    codeVerifier,
    returnTo,
    startedAt,
    requests,
    authenticates: record['authenticates'] === true,
    ...(dropped !== undefined && { dropped: ScopeSet.fromClaim(dropped) }),
    ...(typeof expectedSub === 'string' && { expectedSub }),
    intent: asRecord(record['intent']) as Intent | undefined,
    decided: parseDecided(record['decided']),
  };
}

function parseRequests(value: unknown): AuthorizationPlan['requests'] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [first, ...others] = value.map(parseRequest).filter((request) => request !== undefined);
  return first && [first, ...others];
}

function parseRequest(value: unknown): ResourceRequest | undefined {
  const { resource, requested, asked, before } = asRecord(value) ?? {};
  if (typeof resource !== 'string') return undefined;
  return {
    resource,
    requested: ScopeSet.fromClaim(requested),
    asked: ScopeSet.fromClaim(asked),
    before: ScopeSet.fromClaim(before),
  };
}

function parseDecided(value: unknown): DecidedOutcome | undefined {
  const { resource, status, needed } = asRecord(value) ?? {};
  const known = outcomeStatuses.find((name) => name === status);
  if (known === undefined || typeof resource !== 'string') return undefined;
  return { resource, status: known, needed: ScopeSet.fromClaim(needed) };
}
