import { isScope } from '@stepscope/core';
import { check } from '../check-options.js';

/** How the user must have signed in (RFC 9470 §3). */
export interface AuthenticationNeed {
  /** In one of these contexts, the first of which is preferred; empty where any will do. */
  readonly acrValues: readonly string[];
  /** Not longer ago than this. */
  readonly maxAgeSeconds?: number | undefined;
}

/**
 * The need in options, or `undefined` where they name none.
 * @throws {ClientOptionsError} for contexts or an age that no request could carry.
 */
export function needIn({
  acrValues = [],
  maxAgeSeconds,
}: {
  readonly acrValues?: readonly string[] | undefined;
  readonly maxAgeSeconds?: number | undefined;
}): AuthenticationNeed | undefined {
  check(
    acrValues.every((acr) => isScope(acr)),
    'acrValues holds one with a space or another character that no list could carry.',
  );
  check(
    maxAgeSeconds === undefined || (Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0),
    'maxAgeSeconds is no whole number of seconds.',
  );
  if (acrValues.length === 0 && maxAgeSeconds === undefined) return undefined;
  return { acrValues, maxAgeSeconds };
}
