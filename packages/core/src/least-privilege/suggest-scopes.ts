import { catalogueOf } from '../catalogue/assert-catalogue.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { Implications } from '../catalogue/implications.js';
import type { ScopeSet } from '../scopes/scope-set.js';
import { assertList } from '../support/assert-list.js';
import { smallestUnion } from './smallest-union.js';

export interface ScopeSuggestion {
  /** What to request: none of these scopes implies another. */
  readonly scopes: ScopeSet;
  /**
   * `scopes` grants at most this many times as many scopes as the smallest set would, implied ones
   * counted; 1 where it is known to be the smallest.
   */
  readonly bound: number;
}

/**
 * The scopes that `usedActions` need, and as little besides as can be: the set that grants the fewest
 * scopes, those counted that it implies, so that one mighty scope does not pass for a small set.
 * Between equals the gentlest, then the one declared first; the order of `usedActions` does not matter.
 *
 * Actions that have no scope in common are decided apart, and those that leave no choice are not
 * counted: while the rest can be met in no more than 16 384 ways, each is looked at. Beyond, it takes
 * for each action in declaration order what adds the fewest scopes, and `bound` is the largest number
 * of choices that had to be decided together so.
 *
 * Protocol scopes are suggested only where an action requires them: add those that the sign-in needs.
 * @throws {CoreError} `UNKNOWN_ACTION`, naming the nearest one; `INVALID_ARGUMENT` for what is no list or no
 *   catalogue.
 */
export function suggestScopes<S extends string, A extends string>(
  usedActions: Iterable<NoInfer<A>>,
  options: { readonly catalogue: Catalogue<S, A> },
): ScopeSuggestion {
  const catalogue = catalogueOf(options);
  assertList(usedActions, 'usedActions', 'action ids');
  const implications = new Implications(catalogue.scopes);
  const choices = inDeclarationOrder(usedActions, catalogue).map((action) =>
    catalogue.alternativesOf(action).map((alternative) => implications.closure(alternative)),
  );
  const { union, bound } = smallestUnion(choices, (a, b) => implications.compare(a, b));
  return { scopes: implications.reduce(union), bound };
}

function inDeclarationOrder<S extends string, A extends string>(
  usedActions: Iterable<A>,
  catalogue: Catalogue<S, A>,
): readonly A[] {
  const used = new Set(usedActions);
  for (const action of used) catalogue.requirementOf(action);
  return [...catalogue.actions.keys()].filter((action) => used.has(action));
}
