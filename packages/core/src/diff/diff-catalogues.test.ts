import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CatalogueDefinition } from '../catalogue/catalogue.js';
import { parseCatalogue } from '../catalogue/parse-catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { diffCatalogues } from './diff-catalogues.js';

type Definition = CatalogueDefinition<string, string>;
const title = 'T';
const diff = (before: Definition, after: Definition) =>
  diffCatalogues(parseCatalogue(before), parseCatalogue(after));
const base: Definition = {
  scopes: {
    read: { title },
    write: { title, implies: ['read'] },
    admin: { title, implies: ['write'] },
  },
  actions: {
    list: { title, requires: 'read' },
    edit: { title, requires: { anyOf: ['write', 'admin'] } },
  },
  combinations: { editor: { title, scopes: ['read', 'write'] } },
};
const scopes = (changed: Definition['scopes']): Definition => ({
  ...base,
  scopes: { ...base.scopes, ...changed },
});
const actions = (changed: NonNullable<Definition['actions']>): Definition => ({
  ...base,
  actions: { ...base.actions, ...changed },
});

describe('diffCatalogues', () => {
  test('finds nothing between equal catalogues, whatever the order of fields', () => {
    const same = { ...base, scopes: { ...base.scopes, write: { implies: ['read'], title } } };
    expect(diff(base, same)).toEqual({ changes: [], breaking: false, actions: [] });
  });

  test.each<[string, Definition, Definition, unknown[], boolean, string[]]>([
    [
      'an added scope',
      base,
      scopes({ share: { title } }),
      [['scope', 'added', 'share', 'Scope "share" is added.']],
      false,
      [],
    ],
    [
      'a removed scope, and the actions that its holders could run',
      scopes({ root: { title, implies: ['admin'] } }),
      base,
      [['scope', 'removed', 'root', 'Scope "root" is removed.']],
      true,
      ['list', 'edit'],
    ],
    [
      'a renamed scope, and no change of what implies it or needs it',
      scopes({
        owner: { title, implies: ['all'] },
        all: { title, implies: ['admin'], deprecated: true, replacedBy: 'everything' },
        everything: { title, implies: ['admin'] },
      }),
      scopes({
        owner: { title, implies: ['everything'] },
        everything: { title, implies: ['admin'] },
      }),
      [['scope', 'renamed', 'all', 'Scope "all" is renamed to "everything".']],
      true,
      ['list', 'edit'],
    ],
    [
      'a narrowed scope, also at a distance',
      base,
      scopes({ write: { title } }),
      [
        ['scope', 'narrowed', 'write', 'Scope "write" no longer implies read.'],
        ['scope', 'narrowed', 'admin', 'Scope "admin" no longer implies read.'],
      ],
      true,
      ['list'],
    ],
    [
      'a widened scope',
      scopes({ write: { title } }),
      base,
      [
        ['scope', 'widened', 'write', 'Scope "write" now implies read.'],
        ['scope', 'widened', 'admin', 'Scope "admin" now implies read.'],
      ],
      false,
      ['list'],
    ],
    [
      'changed texts and deprecation',
      base,
      scopes({ read: { title: 'Look', deprecated: true } }),
      [['scope', 'changed', 'read', 'Scope "read" has changed: deprecated, title.']],
      false,
      [],
    ],
    [
      'a scope that belongs to another resource, beside its texts',
      scopes({ write: { title, implies: ['read'], resource: 'https://a.example' } }),
      scopes({ write: { title: 'W', implies: ['read'], resource: 'https://b.example' } }),
      [
        [
          'scope',
          'changed',
          'write',
          'Scope "write" belongs to "https://b.example" instead of "https://a.example".',
        ],
        ['scope', 'changed', 'write', 'Scope "write" has changed: title.'],
      ],
      true,
      ['list', 'edit'],
    ],
    [
      'a scope that gets a resource of its own',
      base,
      scopes({ read: { title, resource: 'https://a.example' } }),
      [
        [
          'scope',
          'changed',
          'read',
          'Scope "read" belongs to "https://a.example" instead of no resource of its own.',
        ],
      ],
      true,
      ['list'],
    ],
    [
      'a narrowed action',
      base,
      actions({ list: { title, requires: 'write' } }),
      [['action', 'narrowed', 'list', 'Action "list" can no longer be run with read.']],
      true,
      ['list'],
    ],
    [
      'a widened action',
      base,
      actions({ edit: { title, requires: 'read' } }),
      [['action', 'widened', 'edit', 'Action "edit" can now be run with read.']],
      false,
      ['edit'],
    ],
    [
      'no change where a requirement is written differently',
      base,
      actions({ edit: { title, requires: 'write' } }),
      [],
      false,
      [],
    ],
    [
      'an action that is added and one that is removed',
      base,
      { ...base, actions: { list: base.actions!['list']!, open: { title, requires: 'read' } } },
      [
        ['action', 'removed', 'edit', 'Action "edit" is removed.'],
        ['action', 'added', 'open', 'Action "open" is added.'],
      ],
      true,
      ['edit', 'open'],
    ],
    [
      'a combination that holds another scope',
      base,
      { ...base, combinations: { editor: { title, scopes: ['admin', 'write'] } } },
      [
        ['combination', 'narrowed', 'editor', 'Combination "editor" no longer holds read.'],
        ['combination', 'widened', 'editor', 'Combination "editor" now holds admin.'],
      ],
      true,
      [],
    ],
  ])('finds %s', (_, before, after, changes, breaking, affected) => {
    const found = diff(before, after);
    expect(found.changes.map((c) => [c.subject, c.kind, c.name, c.text])).toEqual(changes);
    expect(found.breaking).toBe(breaking);
    expect([...found.actions].sort()).toEqual([...affected].sort());
  });

  test('a scope named __proto__ is an ordinary scope', () => {
    const odd = JSON.parse('{"scopes":{"__proto__":{"title":"T"}}}') as Definition;
    expect(diff({ scopes: {} }, odd).changes).toMatchObject([{ kind: 'added', name: '__proto__' }]);
  });

  test('names in a breaking change every action that somebody can no longer run', () => {
    const letters = ['a', 'b', 'c', 'd', 'e'];
    const names = fc.subarray(letters, { minLength: 1, maxLength: 2 });
    const requires = fc
      .array(names, { minLength: 1, maxLength: 2 })
      .map((ways) => ({ anyOf: ways.map((all) => ({ allOf: all })) }));
    // A scope implies only later letters, so that no circle can arise.
    const version = fc
      .record({
        kept: fc.subarray(letters, { minLength: 2 }),
        implies: fc.array(fc.subarray(letters), { minLength: 5, maxLength: 5 }),
        replacedBy: fc.array(fc.constantFrom(...letters), { minLength: 5, maxLength: 5 }),
        requires: fc.tuple(requires, requires),
        up: fc.boolean(),
      })
      .map(({ kept, ...random }) => {
        const here = (scope: string) => kept.includes(scope);
        const only = (parts: string[]) =>
          parts.filter(here).length > 0 ? parts.filter(here) : kept;
        const entries = kept.map((scope) => {
          const index = letters.indexOf(scope);
          const replacedBy = random.replacedBy[index]!;
          // In one direction a version, so that no circle can arise.
          const onwards = random.up ? replacedBy > scope : replacedBy < scope;
          const implies = random.implies[index]!.filter((other) => other > scope && here(other));
          const replaced = here(replacedBy) && onwards;
          return [scope, { title, implies, ...(replaced && { deprecated: true, replacedBy }) }];
        });
        const ids = ['x', 'y'].map((id, index) => {
          const { anyOf } = random.requires[index]!;
          const needed = { anyOf: anyOf.map(({ allOf }) => ({ allOf: only(allOf) })) };
          return [id, { title, requires: needed }];
        });
        return parseCatalogue({
          scopes: Object.fromEntries(entries),
          actions: Object.fromEntries(ids),
        });
      });
    fc.assert(
      fc.property(version, version, fc.subarray(letters), (before, after, list) => {
        const { changes } = diffCatalogues(before, after);
        const held = ScopeSet.of(...list);
        for (const action of ['x', 'y']) {
          const [former, present] = [before, after].map((c) => c.evaluate(action, held).satisfied);
          const ran = former && list.every((scope) => before.has(scope));
          const runs = present && list.every((scope) => after.has(scope));
          const naming = changes.filter(({ actions: affected }) => affected.includes(action));
          if (ran && !present) expect(naming.some(({ breaking }) => breaking)).toBe(true);
          if (runs && !former) expect(naming).not.toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
