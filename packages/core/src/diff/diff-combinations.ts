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
  const changes: CatalogueChange[] = [];
  for (const [name, entry] of before.combinations) {
    const next = after.combinations.get(name);
    if (next === undefined) {
      changes.push(change(name, 'removed', 'is removed'));
      continue;
    }
    const [former, present] = [translated(entry.scopes, renamed), ScopeSet.from(next.scopes)];
    const lost = former.difference(present).toJSON();
    const gained = present.difference(former).toJSON();
    const fields = changedFields(entry, next, ['scopes']);
    if (lost.length > 0) {
      changes.push(
        change(name, 'narrowed', `no longer holds ${lost.join(', ')}`, { scopes: lost }),
      );
    }
    if (gained.length > 0) {
      changes.push(change(name, 'widened', `now holds ${gained.join(', ')}`, { scopes: gained }));
    }
    if (fields.length > 0) {
      changes.push(change(name, 'changed', `has changed: ${fields.join(', ')}`, { fields }));
    }
  }
  const added = [...after.combinations.keys()].filter((name) => !before.combinations.has(name));
  return [...changes, ...added.map((name) => change(name, 'added', 'is added'))];
}
