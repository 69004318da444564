import { ScopeSet } from '@stepscope/core';
import type { Intent } from '../intent.js';
import type { Session } from '../tokens/session.js';
import type { RememberedSignIn } from '../tokens/remembered-sign-in.js';
import type { AuthorizationPlan, DecidedOutcome } from './transaction.js';

interface Journey {
  readonly via: 'popup' | 'redirect';
  readonly returnTo: string;
  readonly intent?: Intent | undefined;
}

/** Signing in asks for the initial scopes and nothing more, of whoever it is. */
export function planSignIn(initial: ScopeSet, journey: Journey): AuthorizationPlan {
  return {
    purpose: 'sign-in',
    requested: initial,
    asked: initial,
    before: ScopeSet.empty,
    ...journey,
  };
}

/**
 * A step-up asks for what is granted and what is missing, without what the user has denied: the new
 * token replaces the old one, and a refresh could not widen it (RFC 6749 §6). What a server granted
 * beyond what the app declared is not asked for again.
 */
export function planStepUp(
  session: Session,
  missing: ScopeSet,
  { denied, declared }: { readonly denied: ScopeSet; readonly declared: ScopeSet },
  journey: Journey,
): AuthorizationPlan {
  const requested = session.granted.union(missing).intersection(declared).difference(denied);
  return {
    purpose: 'step-up',
    requested,
    asked: missing.intersection(requested),
    before: session.granted,
    expectedSub: session.user?.sub,
    idTokenHint: session.idToken,
    ...journey,
  };
}

/**
 * Restoring asks, without interaction, for what was granted last, of the same user. What is remembered
 * lies where others can write: no more is asked for than the app declared.
 */
export function planRestore(
  remembered: RememberedSignIn,
  declared: ScopeSet,
  journey: { readonly returnTo: string; readonly intent?: Intent | undefined },
  decided?: DecidedOutcome,
): AuthorizationPlan {
  const granted = ScopeSet.fromClaim(remembered.granted).intersection(declared);
  return {
    purpose: 'restore',
    via: 'redirect',
    requested: granted,
    asked: ScopeSet.empty,
    before: granted,
    expectedSub: remembered.sub,
    decided,
    ...journey,
  };
}
