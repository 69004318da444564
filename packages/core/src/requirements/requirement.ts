import { CoreError } from '../core-error.js';

/**
 * What an operation needs: a scope, all of some requirements, or any of them, nested as deep as need
 * be. `S` is the union of the scopes that may be named.
 */
export type Requirement<S extends string = string> =
  S | { readonly allOf: readonly Requirement<S>[] } | { readonly anyOf: readonly Requirement<S>[] };

/**
 * A requirement that holds when every one of `requirements` holds.
 * @throws {CoreError} `INVALID_REQUIREMENT` without arguments: "all of nothing" would always hold.
 */
export function allOf<const S extends string>(
  ...requirements: readonly Requirement<S>[]
): { readonly allOf: readonly Requirement<S>[] } {
  assertNotEmpty('allOf', requirements);
  return Object.freeze({ allOf: Object.freeze(requirements) });
}

/**
 * A requirement that holds when at least one of `requirements` holds.
 * @throws {CoreError} `INVALID_REQUIREMENT` without arguments: "any of nothing" would never hold.
 */
export function anyOf<const S extends string>(
  ...requirements: readonly Requirement<S>[]
): { readonly anyOf: readonly Requirement<S>[] } {
  assertNotEmpty('anyOf', requirements);
  return Object.freeze({ anyOf: Object.freeze(requirements) });
}

/** @internal Whether nobody can change what `requirement` says, as is so where `allOf` and `anyOf` made all of it. */
export function isUnchangeable(requirement: Requirement): boolean {
  if (typeof requirement === 'string') return true;
  const parts = 'allOf' in requirement ? requirement.allOf : requirement.anyOf;
  return Object.isFrozen(requirement) && Object.isFrozen(parts) && parts.every(isUnchangeable);
}

/** @internal */
export function assertNotEmpty(
  name: 'allOf' | 'anyOf',
  requirements: readonly unknown[],
  place: string = name,
): void {
  if (Array.isArray(requirements) && requirements.length > 0) return;
  throw new CoreError({
    code: 'INVALID_REQUIREMENT',
    place,
    problem: `${name} needs at least one requirement.`,
    rule: 'An empty list says nothing about what is needed.',
    fix: 'Name a scope, or guard nothing.',
  });
}
