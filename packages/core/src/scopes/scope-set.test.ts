import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CoreError } from '../core-error.js';
import { isScope } from './is-scope.js';
import { ScopeSet } from './scope-set.js';

const scope = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'files:read', '__proto__', 'constructor', 'A'),
  fc.string({ minLength: 1, maxLength: 4 }).filter(isScope),
);
const scopes = fc.array(scope, { maxLength: 6 });

describe('ScopeSet.parse', () => {
  test('reads scopes joined by single spaces', () => {
    expect([...ScopeSet.parse('b a b')]).toEqual(['b', 'a']);
    expect(ScopeSet.parse('').size).toBe(0);
  });

  test.each([
    ['a  b', 'Unexpected space at position 2'],
    [' a', 'Unexpected space at position 0'],
    ['a ', 'Unexpected space at position 2'],
    ['a b"c', 'Character U+0022 at position 3'],
    ['a\tb', 'Character U+0009 at position 1'],
    ['a \u00a0', 'Character U+00A0 at position 2'],
  ])('refuses %j and names the place', (text, message) => {
    expect(() => ScopeSet.parse(text)).toThrow(message);
    expect(() => ScopeSet.parse(text)).toThrow(CoreError);
  });
});

describe('[S3.10] ScopeSet.fromClaim', () => {
  test.each([
    ['a string', 'a b', ['a', 'b']],
    ['an array', ['a', 'b'], ['a', 'b']],
    ['an empty string', '', []],
    ['a number', 7, []],
    ['an object', { 0: 'a' }, []],
    ['null', null, []],
    ['undefined', undefined, []],
    ['an array with a joined scope', ['a b'], []],
    ['an array with a number', ['a', 1], []],
    ['a double space', 'a  b', []],
    ['a no-break space', 'a\u00a0b', []],
    ['a lone surrogate', '\ud800', []],
  ])('reads %s', (_, claim, expected) => {
    expect(ScopeSet.fromClaim(claim).toJSON()).toEqual(expected);
  });

  test('never throws', () => {
    fc.assert(fc.property(fc.anything(), (claim) => ScopeSet.fromClaim(claim) instanceof ScopeSet));
  });
});

describe('ScopeSet', () => {
  test('agrees with a native Set in every operation', () => {
    fc.assert(
      fc.property(scopes, scopes, (left, right) => {
        const [a, b] = [ScopeSet.of(...left), ScopeSet.of(...right)];
        const [x, y] = [new Set(left), new Set(right)];
        expect([...a.union(b)]).toEqual([...new Set([...x, ...y])]);
        expect([...a.intersection(y)].sort()).toEqual([...x].filter((s) => y.has(s)).sort());
        expect([...a.difference(b)]).toEqual([...x].filter((s) => !y.has(s)));
        expect(a.isSubsetOf(b)).toBe([...x].every((s) => y.has(s)));
        expect(a.isSupersetOf(y)).toBe([...y].every((s) => x.has(s)));
        expect(a.isDisjointFrom(b)).toBe([...x].every((s) => !y.has(s)));
        expect(a.size).toBe(x.size);
      }),
    );
  });

  test('has the same wire form as every equal set, and reads it back', () => {
    fc.assert(
      fc.property(scopes, (list) => {
        const set = ScopeSet.of(...list);
        const reversed = ScopeSet.of(...list.toReversed());
        expect(set.toString()).toBe(reversed.toString());
        expect(set.equals(reversed)).toBe(true);
        expect(ScopeSet.parse(set.toString()).equals(set)).toBe(true);
      }),
    );
  });

  test('serialises as a sorted array', () => {
    expect(JSON.stringify(ScopeSet.of('b', 'a'))).toBe('["a","b"]');
  });

  test('compares names exactly: no case folding, no prefixes', () => {
    const set = ScopeSet.of('files:read');
    expect(set.has('Files:read')).toBe(false);
    expect(set.has('files')).toBe(false);
  });

  test.each(['__proto__', 'constructor', 'toString'])('treats %s as an ordinary scope', (name) => {
    expect(ScopeSet.empty.has(name)).toBe(false);
    expect(ScopeSet.of(name).has(name)).toBe(true);
  });

  test('cannot be changed through what it hands out', () => {
    const set = ScopeSet.of('a');
    set.toJSON().push('b');
    expect(set.union(ScopeSet.of('b')).size).toBe(2);
    expect(set.size).toBe(1);
  });

  test('refuses what is not a scope', () => {
    expect(() => ScopeSet.of('a b')).toThrow(/position 1 is not allowed/);
    expect(() => ScopeSet.of('')).toThrow(/at least one character/);
    expect(() => ScopeSet.from([1 as unknown as string])).toThrow(/got number/);
  });
});
