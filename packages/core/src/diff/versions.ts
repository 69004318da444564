import type { Catalogue } from '../catalogue/catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';

/** Two versions of a catalogue, and the scopes that changed their names between them. */
export interface Versions {
  readonly before: Catalogue;
  readonly after: Catalogue;
  /** Old names by new, and new names by old. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly formerly: ReadonlyMap<string, string>;
}

/** A scope that is gone is renamed if `replacedBy` leads from it to one that is there. */
export function versionsOf(before: Catalogue, after: Catalogue): Versions {
  const renamed = new Map<string, string>();
  const formerly = new Map<string, string>();
  for (const scope of before.scopes.keys()) {
    if (after.scopes.has(scope)) continue;
    const replacement = replacementOf(scope, before, after);
    if (replacement === undefined) continue;
    renamed.set(scope, replacement);
    if (!before.scopes.has(replacement)) formerly.set(replacement, scope);
  }
  return { before, after, renamed, formerly };
}

/** `scopes` by their other names; those without one stay as they are. */
export function translated(scopes: Iterable<string>, names: ReadonlyMap<string, string>): ScopeSet {
  return ScopeSet.from([...scopes].map((scope) => names.get(scope) ?? scope));
}

/** The actions of either version whose requirement names one of `scopes`, in declaration order. */
export function actionsNaming(scopes: ScopeSet, catalogues: readonly Catalogue[]): string[] {
  const actions = catalogues.flatMap((catalogue) =>
    [...catalogue.actions.keys()].filter((action) =>
      catalogue.alternativesOf(action).some((way) => !way.isDisjointFrom(scopes)),
    ),
  );
  return [...new Set(actions)];
}

function replacementOf(scope: string, before: Catalogue, after: Catalogue): string | undefined {
  const seen = new Set([scope]);
  let next = before.scopes.get(scope)?.replacedBy;
  while (next !== undefined && !after.scopes.has(next) && !seen.has(next)) {
    seen.add(next);
    next = before.scopes.get(next)?.replacedBy;
  }
  return next !== undefined && after.scopes.has(next) ? next : undefined;
}
