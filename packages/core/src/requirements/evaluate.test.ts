import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ScopeSet } from '../scopes/scope-set.js';
import { alternativesOf } from './alternatives-of.js';
import { evaluate } from './evaluate.js';
import { allOf, anyOf, type Requirement } from './requirement.js';

const letters = ['a', 'b', 'c', 'd', 'e'];
const { requirement } = fc.letrec<{ requirement: Requirement }>((tie) => ({
  requirement: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...letters),
    fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((all) => ({ allOf: all })),
    fc.array(tie('requirement'), { minLength: 1, maxLength: 3 }).map((any) => ({ anyOf: any })),
  ),
}));
const granted = fc.subarray(letters);

function catching(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

function holds(needed: Requirement, held: readonly string[]): boolean {
  if (typeof needed === 'string') return held.includes(needed);
  return 'allOf' in needed
    ? needed.allOf.every((part) => holds(part, held))
    : needed.anyOf.some((part) => holds(part, held));
}

describe('evaluate', () => {
  test('agrees with a naive truth table', () => {
    fc.assert(
      fc.property(requirement, granted, (needed, held) => {
        expect(evaluate(needed, ScopeSet.of(...held)).satisfied).toBe(holds(needed, held));
      }),
      { numRuns: 2000 },
    );
  });

  test('asks for no more scopes than any set that would do', () => {
    const subsets = Array.from({ length: 32 }, (_, bits) =>
      letters.filter((_letter, index) => bits & (1 << index)),
    );
    fc.assert(
      fc.property(requirement, granted, (needed, held) => {
        const result = evaluate(needed, ScopeSet.of(...held));
        if (result.satisfied) return;
        expect(holds(needed, [...held, ...result.missing])).toBe(true);
        const enough = subsets.filter((extra) => holds(needed, [...held, ...extra]));
        expect(result.missing.size).toBe(Math.min(...enough.map((extra) => extra.length)));
      }),
    );
  });

  test('names what is missing, the whole alternative and all alternatives', () => {
    const needed = anyOf(allOf('files:read', 'files:write'), 'files:admin');
    const result = evaluate(needed, ScopeSet.of('files:read'));
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      satisfied: false,
      missing: ['files:write'],
      required: ['files:read', 'files:write'],
      alternatives: [['files:read', 'files:write'], ['files:admin']],
    });
  });

  test('prefers the alternative declared first among equals', () => {
    const result = evaluate(anyOf('b', 'a'), ScopeSet.empty);
    expect(result).toMatchObject({ required: ScopeSet.of('b') });
  });
});

describe('alternativesOf', () => {
  test('absorbs an alternative that contains another', () => {
    const minimal = alternativesOf(anyOf(allOf('a', 'b'), 'a', allOf('a', 'c'), 'a'));
    expect(minimal.map(String)).toEqual(['a']);
  });

  test('refuses a requirement that expands beyond 256 alternatives', () => {
    const pairs = Array.from({ length: 9 }, (_, index) => anyOf(`a${index}`, `b${index}`));
    expect(() => alternativesOf(allOf(...pairs))).toThrow(/more than 256 alternatives/);
  });

  test('refuses before it makes the alternatives of a product', () => {
    const wide = Array.from({ length: 40 }, (_, index) =>
      anyOf(...Array.from({ length: 200 }, (_unused, other) => `s${index}.${other}`)),
    );
    expect(() => alternativesOf(allOf(...wide))).toThrow(/40000 combinations/);
    const long = allOf(...Array.from({ length: 1000 }, (_, index) => `s${index}`));
    const ways = anyOf(...Array.from({ length: 100 }, (_, index) => `w${index}`));
    const others = anyOf(...Array.from({ length: 2 }, (_, index) => `o${index}`));
    expect(() => alternativesOf(allOf(long, ways, others))).toThrow(/names on the way/);
  });

  test('refuses an anyOf of 100 000 scopes, and takes one of as many repetitions', () => {
    const many = (name: (index: number) => string) =>
      anyOf(...Array.from({ length: 100_000 }, (_, index) => name(index)));
    expect(() => alternativesOf(many((index) => `s${index}`))).toThrow(/more than 256/);
    expect(alternativesOf(many((index) => `s${index % 9}`))).toHaveLength(9);
  });

  const wide = (size: number, name = 's') =>
    anyOf(...Array.from({ length: size }, (_, index) => `${name}${index}`));

  test('takes a part that is written a thousand times, in any order, for one', () => {
    const rotated = (by: number) => {
      const { anyOf: parts } = wide(64);
      return anyOf(...parts.slice(by % 64), ...parts.slice(0, by % 64));
    };
    const all = allOf(...Array.from({ length: 1000 }, (_, index) => rotated(index)));
    expect(alternativesOf(all).map(String)).toEqual(alternativesOf(wide(64)).map(String));
  });

  test('refuses small steps that are too much work together', () => {
    const product = allOf(wide(16, 'a'), wide(16, 'b'));
    const many = anyOf(...Array.from({ length: 3000 }, () => product));
    expect(() => alternativesOf(many)).toThrow(/too much work/);
    const names = Array.from({ length: 100_000 }, (_, index) => `x${index}`);
    expect(() => alternativesOf(allOf(wide(256), ...names))).toThrow(/too much work/);
    const few = allOf(...names.slice(0, 200), wide(200));
    expect(alternativesOf(few)).toHaveLength(200);
  });

  test('takes an allOf of 100 000 scopes', () => {
    const all = allOf(...Array.from({ length: 100_000 }, (_, index) => `s${index}`));
    expect(alternativesOf(all)[0]!.size).toBe(100_000);
  });

  test('refuses what is nested without end, or shares its parts without end', () => {
    const circle: { allOf: Requirement[] } = { allOf: [] };
    circle.allOf.push(circle);
    expect(() => alternativesOf(circle)).toThrow(/nested deeper than 64/);
    let shared: Requirement = 'a';
    for (let level = 0; level < 60; level++) shared = { allOf: [shared, shared] };
    expect(() => alternativesOf(shared)).toThrow(/more than 200000 parts/);
  });

  test('says where, which rule and what to do', () => {
    const wrong = anyOf('a', { allOf: ['b', { anyOf: ['c d'] }] });
    expect(catching(() => alternativesOf(wrong))).toMatchObject({
      code: 'INVALID_SCOPE',
      place: 'requirement.anyOf[1].allOf[1].anyOf[0], position 1',
      problem: expect.stringContaining('Character U+0020'),
      rule: expect.stringContaining('RFC 6749 §3.3'),
      fix: 'Pass the scopes one by one.',
    });
  });

  test.each([
    ['both', { allOf: ['a'], anyOf: ['b'] }],
    ['nothing', undefined],
    ['null', null],
    ['a number', 3],
    ['an empty object', {}],
    ['an empty allOf', { allOf: [] }],
    ['an anyOf that is no array', { anyOf: 'a' }],
    ['a malformed scope', 'a b'],
  ])('refuses %s', (_, value) => {
    expect(() => alternativesOf(value as unknown as Requirement)).toThrow(TypeError);
  });

  test('allOf and anyOf refuse to be empty', () => {
    expect(() => allOf()).toThrow(/at least one requirement/);
    expect(() => anyOf()).toThrow(/at least one requirement/);
  });
});
