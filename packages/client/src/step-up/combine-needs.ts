import { ScopeSet } from '@stepscope/core';
import type { AuthenticationNeed } from './authentication-need.js';

/** Whether asking for `asked` is asking for `need` too. */
export function includesNeed(
  asked: AuthenticationNeed | undefined,
  need: AuthenticationNeed | undefined,
): boolean {
  if (need === undefined) return true;
  const combined = asked && combineNeeds(asked, need);
  return (
    combined !== undefined &&
    combined.acrValues.join(' ') === asked?.acrValues.join(' ') &&
    combined.maxAgeSeconds === asked.maxAgeSeconds
  );
}

/** What meets both, or `undefined` where they name contexts that differ. */
export function combineNeeds(
  one: AuthenticationNeed,
  other: AuthenticationNeed,
): AuthenticationNeed | undefined {
  const [acrValues, others] = [one, other]
    .map((need) => need.acrValues)
    .sort((a, b) => b.length - a.length) as [readonly string[], readonly string[]];
  if (others.length > 0 && others.join(' ') !== acrValues.join(' ')) return undefined;
  const ages = [one, other].map((need) => need.maxAgeSeconds).filter((age) => age !== undefined);
  return { acrValues, ...(ages.length > 0 && { maxAgeSeconds: Math.min(...ages) }) };
}

/** The names under which the loop guard remembers a need. */
export function namesOf({ acrValues, maxAgeSeconds }: AuthenticationNeed): ScopeSet {
  return ScopeSet.from([
    ...acrValues.map((acr) => `acr=${acr}`),
    ...(maxAgeSeconds === undefined ? [] : [`max_age=${maxAgeSeconds}`]),
  ]);
}

/** A sign-in is not asked for again within this, whatever its age may be: clocks differ. */
const SHORTEST_GUARD_MS = 60_000;

/** How long a need that was asked for is not asked for again: an age that has passed is a new need. */
export function guardMs({ maxAgeSeconds }: AuthenticationNeed, cooldownMs: number): number {
  if (maxAgeSeconds === undefined) return cooldownMs;
  return Math.min(cooldownMs, Math.max(SHORTEST_GUARD_MS, maxAgeSeconds * 1000));
}
