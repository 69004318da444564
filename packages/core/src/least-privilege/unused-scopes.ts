import { catalogueOf } from '../catalogue/assert-catalogue.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { Implications } from '../catalogue/implications.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { assertList } from '../support/assert-list.js';
import { wrongKind } from '../support/wrong-kind.js';

/**
 * The scopes of `granted` that can be taken away together without any of `usedActions` failing, and to
 * which no other can be added. Where either of two scopes would do, the one that grants more goes, then
 * the more sensitive one, then the one granted last. Implications count: a scope whose only use is one
 * that it implies is in use.
 *
 * Protocol scopes serve the sign-in and are never named. An action that `granted` does not meet cannot
 * have been used with it, and keeps nothing.
 * @throws {CoreError} `UNKNOWN_ACTION`, naming the nearest one; `INVALID_ARGUMENT` for what is no list, no
 *   `ScopeSet` or no catalogue.
 */
export function unusedScopes<S extends string, A extends string>(
  granted: ScopeSet,
  usedActions: Iterable<NoInfer<A>>,
  options: { readonly catalogue: Catalogue<S, A> },
): ScopeSet {
  const catalogue = catalogueOf(options);
  assertList(usedActions, 'usedActions', 'action ids');
  if (!(granted instanceof ScopeSet)) throw wrongKind('granted', 'a ScopeSet');
  const implications = new Implications(catalogue.scopes);
  const needs = [...new Set(usedActions)].map((action) => {
    catalogue.requirementOf(action);
    return catalogue.alternativesOf(action);
  });
  const meets = (held: ScopeSet) => {
    const closed = implications.closure(held);
    return (alternatives: readonly ScopeSet[]) =>
      alternatives.some((alternative) => alternative.isSubsetOf(closed));
  };
  const met = needs.filter(meets(granted));

  let kept = granted;
  for (const scope of mightiestFirst(granted, implications)) {
    const fewer = kept.filter((other) => other !== scope);
    if (met.every(meets(fewer))) kept = fewer;
  }
  return granted.difference(kept);
}

function mightiestFirst(granted: ScopeSet, implications: Implications): readonly string[] {
  return [...granted]
    .filter((scope) => !isProtocolScope(scope))
    .map((scope) => {
      const alone = granted.filter((other) => other === scope);
      return { scope, alone, grants: implications.closure(alone).size };
    })
    .toReversed()
    .sort((a, b) => b.grants - a.grants || implications.compare(b.alone, a.alone))
    .map(({ scope }) => scope);
}
