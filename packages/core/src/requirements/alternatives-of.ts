import { CoreError } from '../core-error.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { assertNotEmpty, type Requirement } from './requirement.js';

/** More alternatives than this and a requirement is refused rather than expanded. */
const MAX_ALTERNATIVES = 256;

/**
 * The minimal alternatives of a requirement: it holds if and only if all scopes of at least one of
 * them are granted, and none of them contains another. Declaration order is kept.
 * @throws {CoreError} `INVALID_REQUIREMENT` for an empty or shapeless one, or one that expands to
 *   more than 256 alternatives; `INVALID_SCOPE` for a malformed scope.
 */
export function alternativesOf(requirement: Requirement): readonly ScopeSet[] {
  if (typeof requirement === 'string') return [ScopeSet.of(requirement)];
  if (typeof requirement === 'object' && requirement !== null) {
    if ('allOf' in requirement) {
      assertNotEmpty('allOf', requirement.allOf);
      return requirement.allOf.map(alternativesOf).reduce(combine);
    }
    if ('anyOf' in requirement) {
      assertNotEmpty('anyOf', requirement.anyOf);
      return absorb(requirement.anyOf.flatMap(alternativesOf));
    }
  }
  throw new CoreError(
    'INVALID_REQUIREMENT',
    'A requirement is a scope, { allOf: [...] } or { anyOf: [...] }.',
  );
}

function combine(left: readonly ScopeSet[], right: readonly ScopeSet[]): readonly ScopeSet[] {
  return absorb(left.flatMap((a) => right.map((b) => a.union(b))));
}

function absorb(alternatives: readonly ScopeSet[]): readonly ScopeSet[] {
  const minimal: ScopeSet[] = [];
  for (const candidate of [...alternatives].sort((a, b) => a.size - b.size)) {
    if (!minimal.some((kept) => kept.isSubsetOf(candidate))) minimal.push(candidate);
  }
  if (minimal.length > MAX_ALTERNATIVES) {
    throw new CoreError(
      'INVALID_REQUIREMENT',
      `The requirement expands to more than ${MAX_ALTERNATIVES} alternatives: split the operation, or name a broader scope.`,
    );
  }
  return alternatives.filter((candidate) => minimal.includes(candidate));
}
