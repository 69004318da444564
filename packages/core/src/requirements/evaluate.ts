import { assertSet, ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import { alternativesOf } from './alternatives-of.js';
import type { Requirement } from './requirement.js';

/** Whether a requirement holds and, if not, what it lacks. */
export type Evaluation =
  | { readonly satisfied: true }
  | {
      readonly satisfied: false;
      /** The scopes to ask for: what the cheapest alternative lacks. */
      readonly missing: ScopeSet;
      /** The cheapest alternative, whole: what a challenge names (RFC 6750 §3). */
      readonly required: ScopeSet;
      /** Every minimal way to meet the requirement, whole, in declaration order. */
      readonly alternatives: readonly ScopeSet[];
    };

/** @internal What a catalogue knows that tells one alternative from another. */
export interface Preference {
  /** `lacking` without those scopes that others of it bring along. */
  reduce(lacking: ScopeSet): ScopeSet;
  /** Negative where asking for `a` is gentler than asking for `b`, which is as large. */
  compare(a: ScopeSet, b: ScopeSet): number;
}

const declarationOrder: Preference = { reduce: (lacking) => lacking, compare: () => 0 };

/**
 * Whether `granted` meets `requirement`, comparing names exactly: implications are the catalogue's
 * matter, see `Catalogue.evaluate`. The alternative that lacks the fewest scopes is the one to ask
 * for; between equals, the one declared first.
 * @throws {CoreError} `INVALID_REQUIREMENT` or `INVALID_SCOPE` for a malformed requirement.
 */
export function evaluate(requirement: Requirement, granted: ScopeSetLike): Evaluation {
  assertSet(granted, 'granted');
  return evaluateAlternatives(alternativesOf(requirement), granted);
}

/** @internal The same for alternatives that were computed before. */
export function evaluateAlternatives(
  alternatives: readonly ScopeSet[],
  held: ScopeSetLike,
  preference: Preference = declarationOrder,
): Evaluation {
  if (isMet(alternatives, held)) return { satisfied: true };
  let missing: ScopeSet | undefined;
  let required = ScopeSet.empty;
  for (const alternative of alternatives) {
    const lacking = preference.reduce(alternative.difference(held));
    if (
      missing === undefined ||
      lacking.size < missing.size ||
      (lacking.size === missing.size && preference.compare(lacking, missing) < 0)
    ) {
      missing = lacking;
      required = alternative;
    }
  }
  return { satisfied: false, missing: missing ?? ScopeSet.empty, required, alternatives };
}

/** @internal Whether one of `alternatives` is held whole. */
export function isMet(alternatives: readonly ScopeSet[], held: ScopeSetLike): boolean {
  return alternatives.some((alternative) => alternative.isSubsetOf(held));
}
