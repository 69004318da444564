import { CoreError } from '../core-error.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { ScopeDefinition } from './catalogue.js';

/**
 * For each scope that implies others, all that it implies, directly or not.
 * @throws {CoreError} `INVALID_CATALOGUE` for a cycle, naming it.
 */
export function impliedScopes(
  scopes: ReadonlyMap<string, ScopeDefinition>,
): ReadonlyMap<string, ScopeSet> {
  const implied = new Map<string, ScopeSet>();
  const done = new Set<string>();

  const visit = (scope: string, path: readonly string[]): ScopeSet => {
    if (path.includes(scope)) {
      const cycle = [...path.slice(path.indexOf(scope)), scope].join(' → ');
      throw new CoreError(
        'INVALID_CATALOGUE',
        `Scopes imply each other in a circle (${cycle}): remove one of these implications.`,
      );
    }
    if (done.has(scope)) return implied.get(scope) ?? ScopeSet.empty;
    let all = ScopeSet.empty;
    for (const next of scopes.get(scope)?.implies ?? []) {
      all = all.union(ScopeSet.of(next)).union(visit(next, [...path, scope]));
    }
    done.add(scope);
    if (all.size > 0) implied.set(scope, all);
    return all;
  };

  for (const scope of scopes.keys()) visit(scope, []);
  return implied;
}
