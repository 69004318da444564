import { ScopeSet } from '../scopes/scope-set.js';
import type { CatalogueChange } from './catalogue-change.js';
import { changedFields } from './changed-fields.js';
import { translated, type Versions } from './versions.js';

export function diffCombinations({ before, after, renamed }: Versions): CatalogueChange[] {
  const change = (
    name: string,
    kind: CatalogueChange['kind'],
    text: string,
    details: Pick<CatalogueChange, 'scopes' | 'fields'> = {},
  ): CatalogueChange => ({
    subject: 'combination',
    kind,
    name,
    ...details,
    breaking: kind === 'removed' || kind === 'narrowed',
    actions: [],
    text: `Combination "${name}" ${text}.`,
  });
  const kept = [...before.combinations].flatMap(([name, entry]) => {
    const next = after.combinations.get(name);
    if (next === undefined) return change(name, 'removed', 'is removed');
    const [former, present] = [translated(entry.scopes, renamed), ScopeSet.from(next.scopes)];
    const lost = former.difference(present).toJSON();
    const gained = present.difference(former).toJSON();
    const fields = changedFields(entry, next, ['scopes']);
    return [
      ...(lost.length > 0
        ? [change(name, 'narrowed', `no longer holds ${lost.join(', ')}`, { scopes: lost })]
        : []),
      ...(gained.length > 0
        ? [change(name, 'widened', `now holds ${gained.join(', ')}`, { scopes: gained })]
        : []),
      ...(fields.length > 0
        ? [change(name, 'changed', `has changed: ${fields.join(', ')}`, { fields })]
        : []),
    ];
  });
  const added = [...after.combinations.keys()].filter((name) => !before.combinations.has(name));
  return [...kept, ...added.map((name) => change(name, 'added', 'is added'))];
}
