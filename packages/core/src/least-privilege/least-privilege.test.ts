import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Catalogue } from '../catalogue/catalogue.js';
import { defineCatalogue } from '../catalogue/define-catalogue.js';
import { allOf, anyOf, type Requirement } from '../requirements/requirement.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { smallestUnion, type Choice } from './smallest-union.js';
import { suggestScopes } from './suggest-scopes.js';
import { unusedScopes } from './unused-scopes.js';

const title = 't';
const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title },
    'files:write': { title, implies: ['files:read'] },
    'tasks:read': { title },
    'tasks:all': { title, sensitivity: 'high' },
    'tasks:own': { title, sensitivity: 'low' },
    everything: { title, implies: ['files:write', 'tasks:read', 'tasks:all', 'tasks:own'] },
  },
  actions: {
    'files.list': { title, requires: anyOf('files:read', 'everything') },
    'files.create': { title, requires: anyOf('files:write', 'everything') },
    'tasks.list': { title, requires: anyOf('tasks:all', 'tasks:read', 'everything') },
    'tasks.take': { title, requires: anyOf('tasks:all', 'tasks:own') },
    'tasks.move': { title, requires: anyOf(allOf('tasks:read', 'tasks:own'), 'tasks:all') },
  },
});

// Scopes a…g, of which each may imply later ones, and actions that need some of them.
const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
const scopesOf = (bits: number) => letters.filter((_, index) => bits & (1 << index));
const everySubset = Array.from({ length: 1 << letters.length }, (_, bits) =>
  ScopeSet.from(scopesOf(bits)),
);
const some = fc.subarray(letters, { minLength: 1, maxLength: 3 });
const requirement: fc.Arbitrary<Requirement> = fc
  .array(some, { minLength: 1, maxLength: 4 })
  .map((lists) => anyOf(...lists.map((list) => allOf(...list))));
const anyCatalogue = fc
  .record({
    implied: fc.array(fc.integer({ min: 0, max: 127 }), { minLength: 7, maxLength: 7 }),
    requirements: fc.array(requirement, { minLength: 1, maxLength: 6 }),
  })
  .map(({ implied, requirements }): Catalogue => {
    const scopes = letters.map((letter, index) => {
      const later = (implied[index] ?? 0) & (implied[6 - index] ?? 0) & ~((2 << index) - 1);
      return [letter, { title, implies: scopesOf(later) }];
    });
    const actions = requirements.map((requires, index) => [`do.${index}`, { title, requires }]);
    return defineCatalogue({
      scopes: Object.fromEntries(scopes),
      actions: Object.fromEntries(actions),
    });
  });
const meetsAll = (held: ScopeSet, known: Catalogue, actions: Iterable<string>) =>
  [...actions].every((action) => known.evaluate(action, held).satisfied);

describe('suggestScopes', () => {
  test.each([
    ['nothing', [], ''],
    ['one action', ['files.list'], 'files:read'],
    ['a scope that implies another in use', ['files.list', 'files.create'], 'files:write'],
    ['one scope where it serves several actions', ['tasks.list', 'tasks.take'], 'tasks:all'],
    ['the gentler of two', ['tasks.take'], 'tasks:own'],
    [
      'never a mighty scope for want of a few small ones',
      ['files.list', 'tasks.list', 'tasks.take'],
      'files:read tasks:all',
    ],
  ] as const)('suggests %s', (_, actions, expected) => {
    const { scopes, bound } = suggestScopes(actions, { catalogue });
    expect(scopes.toString()).toBe(expected);
    expect(bound).toBe(1);
  });

  test('does not depend on the order of the actions', () => {
    const actions = [...catalogue.actions.keys()];
    expect(suggestScopes(actions.toReversed(), { catalogue })).toEqual(
      suggestScopes(actions, { catalogue }),
    );
  });

  test('grants fewer scopes than any other set that would do', () => {
    fc.assert(
      fc.property(anyCatalogue, (known) => {
        const { scopes, bound } = suggestScopes(known.actions.keys(), { catalogue: known });
        expect(bound).toBe(1);
        expect(meetsAll(scopes, known, known.actions.keys())).toBe(true);
        const enough = everySubset.filter((set) => meetsAll(set, known, known.actions.keys()));
        const smallest = Math.min(...enough.map((set) => known.closure(set).size));
        expect(known.closure(scopes).size).toBe(smallest);
        const asSmall = enough.filter((set) => known.closure(set).equals(known.closure(scopes)));
        expect(scopes.size).toBe(Math.min(...asSmall.map(({ size }) => size)));
      }),
    );
  });

  test('answers for many actions at once, within its bound', () => {
    const names = Array.from({ length: 400 }, (_, index) => `s${index}`);
    const many = defineCatalogue({
      scopes: Object.fromEntries(names.map((name) => [name, { title }])),
      actions: Object.fromEntries(
        names.map((name, index) => [
          `do.${name}`,
          { title, requires: anyOf(name, names[(index + 1) % 400]!) },
        ]),
      ),
    });
    const { scopes, bound } = suggestScopes(many.actions.keys(), { catalogue: many });
    expect(bound).toBeGreaterThan(1);
    expect(scopes.size).toBeLessThan(400);
    expect(meetsAll(scopes, many, many.actions.keys())).toBe(true);
  });

  test('refuses an unknown action', () => {
    // @ts-expect-error files.lits is not an action
    expect(() => suggestScopes(['files.lits'], { catalogue })).toThrow(/Did you mean "files.list"/);
    // @ts-expect-error a scope is not an action
    expect(() => suggestScopes(['files:read'], { catalogue })).toThrow(/Unknown action/);
  });
});

describe('smallestUnion', () => {
  const set = some.map((list) => ScopeSet.from(list));
  const choices: fc.Arbitrary<Choice[]> = fc.array(fc.array(set, { minLength: 1, maxLength: 4 }), {
    maxLength: 7,
  });
  const holdsAll = (held: ScopeSet, all: readonly Choice[]) =>
    all.every((choice) => choice.some((one) => one.isSubsetOf(held)));

  test('is at most `bound` times as large as the smallest set, however many ways there are', () => {
    fc.assert(
      fc.property(choices, fc.constantFrom(1, 8, 100), (all, maxWays) => {
        const { union, bound } = smallestUnion(all, undefined, maxWays);
        expect(holdsAll(union, all)).toBe(true);
        const enough = everySubset.filter((held) => holdsAll(held, all));
        const smallest = Math.min(...enough.map(({ size }) => size));
        expect(union.size).toBeLessThanOrEqual(bound * smallest);
      }),
      { numRuns: 1000 },
    );
  });

  test('decides choices that have no scope in common one by one', () => {
    const many = Array.from({ length: 500 }, (_, index): Choice => [
      ScopeSet.of(`a${index}`, `b${index}`),
      ScopeSet.of(`c${index}`),
    ]);
    const { union, bound } = smallestUnion(many);
    expect(bound).toBe(1);
    expect([...union].every((scope) => scope.startsWith('c'))).toBe(true);
  });

  test('takes away what a later choice has made needless', () => {
    const of = (...sets: string[]): Choice => sets.map((text) => ScopeSet.parse(text));
    const all = [of('a', 'b c'), of('b', 'd e'), of('a b c', 'b d')];
    expect(smallestUnion(all, undefined, 1).union.size).toBeLessThanOrEqual(3);
  });
});

describe('unusedScopes', () => {
  test.each([
    ['what no action needs', 'files:read tasks:read', ['files.list'], 'tasks:read'],
    ['nothing that implies what is needed', 'files:write', ['files.list'], ''],
    ['the mightier of two', 'everything files:read', ['files.list'], 'everything'],
    ['the more sensitive of two', 'tasks:own tasks:all', ['tasks.take'], 'tasks:all'],
    ['no protocol scope', 'openid offline_access files:read', [], 'files:read'],
    ['what is not in the catalogue', 'files:read gone', ['files.list'], 'gone'],
    ['what serves only an action that fails', 'tasks:own', ['tasks.move'], 'tasks:own'],
  ] as const)('names %s', (_, granted, actions, expected) => {
    expect(unusedScopes(ScopeSet.parse(granted), actions, { catalogue }).toString()).toBe(expected);
  });

  test('what remains meets every action that was met, and no scope of it can go', () => {
    fc.assert(
      fc.property(anyCatalogue, fc.subarray(letters), (known, list) => {
        const granted = ScopeSet.from(list);
        const used = [...known.actions.keys()].filter((action) =>
          meetsAll(granted, known, [action]),
        );
        const unused = unusedScopes(granted, known.actions.keys(), { catalogue: known });
        expect(unused.isSubsetOf(granted)).toBe(true);
        const kept = granted.difference(unused);
        expect(meetsAll(kept, known, used)).toBe(true);
        for (const scope of kept) {
          expect(meetsAll(kept.difference(ScopeSet.of(scope)), known, used)).toBe(false);
        }
      }),
    );
  });

  test('refuses an unknown action', () => {
    // @ts-expect-error files.lits is not an action
    expect(() => unusedScopes(ScopeSet.empty, ['files.lits'], { catalogue })).toThrow(
      /Did you mean "files.list"/,
    );
  });
});
