import type { ScopeDefinition } from '../catalogue/catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { CatalogueChange } from './catalogue-change.js';
import { changedFields } from './changed-fields.js';
import { actionsNaming, translated, type Versions } from './versions.js';

export function diffScopes(versions: Versions): CatalogueChange[] {
  const { before, after } = versions;
  const added = [...after.scopes.keys()].filter((scope) => !before.scopes.has(scope));
  const candidates = scopesThatMayImplyOtherwise(versions);
  return [
    ...[...before.scopes.keys()].flatMap((scope) =>
      after.scopes.has(scope)
        ? diffKept(scope, candidates.has(scope), versions)
        : removed(scope, versions),
    ),
    ...added
      .filter((scope) => !versions.formerly.has(scope))
      .map((name) => ({
        subject: 'scope' as const,
        kind: 'added' as const,
        name,
        breaking: false,
        actions: actionsNaming(after.closure(ScopeSet.of(name)), [after]),
        text: `Scope "${name}" is added.`,
      })),
  ];
}

function removed(name: string, { before, renamed }: Versions): CatalogueChange {
  const to = renamed.get(name);
  return {
    subject: 'scope',
    kind: to === undefined ? 'removed' : 'renamed',
    name,
    ...(to !== undefined && { to }),
    breaking: true,
    actions: actionsNaming(before.closure(ScopeSet.of(name)), [before]),
    text:
      to === undefined ? `Scope "${name}" is removed.` : `Scope "${name}" is renamed to "${to}".`,
  };
}

function diffKept(name: string, mayImplyOtherwise: boolean, versions: Versions): CatalogueChange[] {
  const { before, after, renamed } = versions;
  const [entry, next] = [before.scopes.get(name)!, after.scopes.get(name)!];
  const fields = changedFields(entry, next, ['implies', 'resource']);
  const changes: CatalogueChange[] = [];
  if (mayImplyOtherwise) {
    const former = translated(before.closure(ScopeSet.of(name)), renamed);
    const present = after.closure(ScopeSet.of(name));
    const lost = former.difference(present).filter((scope) => after.has(scope));
    changes.push(...implications(name, 'narrowed', lost, versions));
    changes.push(...implications(name, 'widened', present.difference(former), versions));
  }
  if (entry.resource !== next.resource) {
    const closure = before.closure(ScopeSet.of(name));
    changes.push({
      subject: 'scope',
      kind: 'changed',
      name,
      fields: ['resource'],
      breaking: true,
      actions: actionsNaming(closure, [before]),
      text: `Scope "${name}" belongs to ${resourceOf(next)} instead of ${resourceOf(entry)}.`,
    });
  }
  if (fields.length > 0) {
    const text = `Scope "${name}" has changed: ${fields.join(', ')}.`;
    const kept = { subject: 'scope', kind: 'changed', name, fields } as const;
    changes.push({ ...kept, breaking: false, actions: [], text });
  }
  return changes;
}

function resourceOf({ resource }: ScopeDefinition): string {
  return resource === undefined ? 'no resource of its own' : `"${resource}"`;
}

function implications(
  name: string,
  kind: 'narrowed' | 'widened',
  scopes: ScopeSet,
  { before, after, formerly }: Versions,
): CatalogueChange[] {
  if (scopes.size === 0) return [];
  const list = scopes.toJSON();
  const names = scopes.union(translated(scopes, formerly));
  return [
    {
      subject: 'scope',
      kind,
      name,
      scopes: list,
      breaking: kind === 'narrowed',
      actions: actionsNaming(names, kind === 'narrowed' ? [before] : [after]),
      text: `Scope "${name}" ${kind === 'narrowed' ? 'no longer implies' : 'now implies'} ${list.join(', ')}.`,
    },
  ];
}

/** Scopes from which, in either version, implications lead to a scope whose own have changed. */
function scopesThatMayImplyOtherwise({ before, after, renamed }: Versions): ReadonlySet<string> {
  const former = new Map<string, Set<string>>();
  const present = new Map<string, Set<string>>();
  const impliers = new Map<string, string[]>();
  const add = (direct: Map<string, Set<string>>, scope: string, implied: Iterable<string>) => {
    const all = direct.get(scope) ?? new Set();
    for (const name of implied) {
      all.add(name);
      const known = impliers.get(name);
      if (known === undefined) impliers.set(name, [scope]);
      else known.push(scope);
    }
    direct.set(scope, all);
  };
  for (const [scope, { implies = [] }] of before.scopes) {
    add(former, renamed.get(scope) ?? scope, translated(implies, renamed));
  }
  for (const [scope, { implies = [] }] of after.scopes) add(present, scope, implies);

  const none: ReadonlySet<string> = new Set();
  const found = new Set<string>();
  for (const scope of new Set([...former.keys(), ...present.keys()])) {
    const [left, right] = [former.get(scope) ?? none, present.get(scope) ?? none];
    if (left.size !== right.size || [...left].some((name) => !right.has(name))) found.add(scope);
  }
  // A Set also hands out what was added during the loop.
  for (const scope of found) for (const implier of impliers.get(scope) ?? []) found.add(implier);
  return found;
}
