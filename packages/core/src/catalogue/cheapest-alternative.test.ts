import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alternativesOf } from '../requirements/alternatives-of.js';
import { allOf, anyOf, type Requirement } from '../requirements/requirement.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { ScopeDefinition } from './catalogue.js';
import { defineCatalogue } from './define-catalogue.js';
import { parseCatalogue } from './parse-catalogue.js';

const title = 'T';
const catalogue = defineCatalogue({
  scopes: {
    read: { title },
    write: { title, implies: ['read'], sensitivity: 'medium' },
    admin: { title, implies: ['write'], sensitivity: 'high' },
    share: { title, sensitivity: 'medium' },
    label: { title },
    root: { title, implies: ['admin'] },
  },
});
const askedFor = (needed: Parameters<typeof catalogue.evaluate>[0], ...held: string[]) => {
  const evaluation = catalogue.evaluate(needed, ScopeSet.of(...held));
  return evaluation.satisfied ? [] : evaluation.missing.toJSON();
};

describe('the alternative that a catalogue asks for', () => {
  test('lacks the fewest scopes, however sensitive they are', () => {
    expect(askedFor(anyOf(allOf('read', 'label'), 'admin'))).toEqual(['admin']);
    expect(askedFor(anyOf(allOf('read', 'label'), 'admin'), 'label')).toEqual(['read']);
  });

  test('leaves out what the others of it imply', () => {
    expect(askedFor(anyOf(allOf('read', 'write'), allOf('share', 'label')))).toEqual(['write']);
  });

  test('names the whole alternative in required', () => {
    expect(catalogue.evaluate(allOf('read', 'write'), ScopeSet.empty)).toMatchObject({
      missing: ScopeSet.of('write'),
      required: ScopeSet.of('read', 'write'),
    });
  });

  test('is the less sensitive one of two that lack equally many', () => {
    expect(askedFor(anyOf('admin', 'share', 'label'))).toEqual(['label']);
    expect(askedFor(anyOf('root', 'admin'))).toEqual(['root']);
    expect(askedFor(anyOf('root', 'share'))).toEqual(['share']);
    expect(askedFor(anyOf(allOf('admin', 'label'), allOf('share', 'write')))).toEqual([
      'share',
      'write',
    ]);
    expect(askedFor(anyOf(allOf('share', 'write'), allOf('share', 'label')))).toEqual([
      'label',
      'share',
    ]);
  });

  test('is the one declared first of two that are equal in both', () => {
    expect(askedFor(anyOf('share', 'write'))).toEqual(['share']);
    expect(askedFor(anyOf('write', 'share'))).toEqual(['write']);
  });

  test('is never beaten by another choice from any alternative', () => {
    const letters = ['a', 'b', 'c', 'd', 'e'];
    const tiers = ['low', 'medium', 'high'] as const;
    const entries = fc
      .array(fc.record({ implies: fc.subarray(letters), sensitivity: fc.constantFrom(...tiers) }), {
        minLength: 5,
        maxLength: 5,
      })
      .map((list) =>
        list.map(({ implies, sensitivity }, index): [string, ScopeDefinition] => {
          // Only later letters, so that no circle can arise.
          const later = implies.filter((other) => other > letters[index]!);
          return [letters[index]!, { title, sensitivity, implies: later }];
        }),
      );
    const way = fc.subarray(letters, { minLength: 1 });
    const ways = fc.array(way, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(entries, ways, fc.subarray(letters), (scopes, alternatives, granted) => {
        const random = parseCatalogue({ scopes: Object.fromEntries(scopes) });
        const needed: Requirement = { anyOf: alternatives.map((all) => ({ allOf: all })) };
        const held = ScopeSet.of(...granted);
        const evaluation = random.evaluate(needed, held);
        const meets = (all: Iterable<string>, extra: readonly string[]) =>
          ScopeSet.from(all).isSubsetOf(random.closure(held.union(ScopeSet.of(...extra))));
        expect(evaluation.satisfied).toBe(alternatives.some((all) => meets(all, [])));
        if (evaluation.satisfied) return;

        const costOf = (extra: readonly string[]) => [
          extra.length,
          ...extra
            .map((scope) => [...random.closure(ScopeSet.of(scope))])
            .map((all) =>
              Math.max(...all.map((s) => tiers.indexOf(random.scopes.get(s)!.sensitivity!))),
            )
            .sort((x, y) => y - x),
        ];
        const cost = costOf([...evaluation.missing]);
        expect(meets(evaluation.required, [...evaluation.missing])).toBe(true);
        expect(evaluation.missing.isSubsetOf(evaluation.required)).toBe(true);
        const choices = alternativesOf(needed).flatMap((all) =>
          subsetsOf([...all]).filter((choice) => meets(all, choice)),
        );
        for (const choice of choices) {
          const other = costOf(choice);
          const at = cost.findIndex((part, index) => part !== other[index]);
          expect(at === -1 || cost[at]! < other[at]!).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

function subsetsOf(list: readonly string[]): string[][] {
  return Array.from({ length: 2 ** list.length }, (_, bits) =>
    list.filter((_item, index) => bits & (1 << index)),
  );
}
