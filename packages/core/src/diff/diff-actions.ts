import type { ActionDefinition, Catalogue } from '../catalogue/catalogue.js';
import type { ScopeSet } from '../scopes/scope-set.js';
import type { CatalogueChange } from './catalogue-change.js';
import { changedFields } from './changed-fields.js';
import { translated, type Versions } from './versions.js';

export function diffActions(versions: Versions): CatalogueChange[] {
  const { before, after } = versions;
  const appearance = (name: string, kind: 'added' | 'removed'): CatalogueChange => ({
    subject: 'action',
    kind,
    name,
    breaking: kind === 'removed',
    actions: [name],
    text: `Action "${name}" is ${kind}.`,
  });
  return [
    ...[...before.actions].flatMap(([name, entry]) => {
      const kept = after.actions.get(name);
      return kept === undefined
        ? appearance(name, 'removed')
        : diffKept(name, entry, kept, versions);
    }),
    ...[...after.actions.keys()]
      .filter((name) => !before.actions.has(name))
      .map((name) => appearance(name, 'added')),
  ];
}

function diffKept(
  name: string,
  former: ActionDefinition,
  present: ActionDefinition,
  { before, after, renamed, formerly }: Versions,
): CatalogueChange[] {
  const fields = changedFields(former, present, ['requires']);
  const text = `Action "${name}" has changed: ${fields.join(', ')}.`;
  const changed = { subject: 'action', kind: 'changed', name, fields, text } as const;
  return [
    ...requirement(name, 'narrowed', insufficient(name, before, after, renamed)),
    ...requirement(name, 'widened', insufficient(name, after, before, formerly)),
    ...(fields.length > 0 ? [{ ...changed, breaking: false, actions: [] }] : []),
  ];
}

/** The alternatives of an action in one version that do not suffice in the other. */
function insufficient(
  action: string,
  from: Catalogue,
  to: Catalogue,
  names: ReadonlyMap<string, string>,
): readonly ScopeSet[] {
  return from
    .alternativesOf(action)
    .filter((way) => !to.evaluate(action, translated(way, names)).satisfied);
}

function requirement(
  name: string,
  kind: 'narrowed' | 'widened',
  ways: readonly ScopeSet[],
): CatalogueChange[] {
  if (ways.length === 0) return [];
  const alternatives = ways.map((way) => way.toJSON());
  const list = alternatives.map((scopes) => scopes.join(' and ')).join(', or ');
  return [
    {
      subject: 'action',
      kind,
      name,
      alternatives,
      breaking: kind === 'narrowed',
      actions: [name],
      text: `Action "${name}" ${kind === 'narrowed' ? 'can no longer' : 'can now'} be run with ${list}.`,
    },
  ];
}
