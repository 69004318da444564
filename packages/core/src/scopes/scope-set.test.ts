import fc from 'fast-check';
import { assert, describe, expect, test } from 'vitest';
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

  test('answers with one set for one text, whatever was refused in between', () => {
    const first = ScopeSet.parse('a b');
    expect(() => ScopeSet.parse('a  b')).toThrow(CoreError);
    expect(() => ScopeSet.parse('a  b')).toThrow(CoreError);
    expect(ScopeSet.parse('a b')).toBe(first);
    expect([...ScopeSet.parse('b c')]).toEqual(['b', 'c']);
    expect([...ScopeSet.parse('a b')]).toEqual(['a', 'b']);
  });

  test.each([
    ['a  b', 'Empty scope at position 2'],
    [' a', 'Empty scope at position 0'],
    ['a ', 'Empty scope at position 2'],
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

  test('never throws, and has scopes or a problem, never both', () => {
    const path = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), path, (claim, at) => {
        const { scopes, problem } = ScopeSet.readClaim(claim, at);
        expect(scopes.equals(ScopeSet.fromClaim(claim, at))).toBe(true);
        expect(problem === undefined || scopes.size === 0).toBe(true);
      }),
    );
    const hostile = new Proxy({}, { getOwnPropertyDescriptor: () => assert.fail('not now') });
    expect(ScopeSet.readClaim(hostile, 'scope').problem).toMatchObject({ place: 'scope' });
  });

  test.each<[string, unknown, string | string[], string[]]>([
    ['a scope string', { scope: 'b a' }, 'scope', ['a', 'b']],
    ['scp as an array', { scp: ['a'] }, 'scp', ['a']],
    ['permissions', { permissions: ['a', 'b'] }, 'permissions', ['a', 'b']],
    ['roles inside', { realm_access: { roles: ['r'] } }, 'realm_access.roles', ['r']],
    ['a name with dots', { 'https://a.b/roles': ['r'] }, ['https://a.b/roles'], ['r']],
    ['nothing that is absent', {}, 'realm_access.roles', []],
    ['nothing of the prototype', {}, 'constructor.name', []],
    ['__proto__ as a name', JSON.parse('{"__proto__":{"a":"x"}}'), '__proto__.a', ['x']],
  ])('reads %s by its path', (_, claims, path, expected) => {
    expect(ScopeSet.fromClaim(claims, path).toJSON()).toEqual(expected);
    expect(ScopeSet.readClaim(claims, path).problem).toBeUndefined();
  });

  test.each<[unknown, string, string]>([
    [{ scope: 7 }, 'scope', 'The claim "scope" is neither a string nor an array of strings.'],
    [{ scope: null }, 'scope', 'neither a string nor an array'],
    [{ scope: 'a  b' }, 'scope', 'Empty scope at position 2.'],
    [{ scp: ['a', 'b c'] }, 'scp', 'Character U+0020 at scopes[1], position 1'],
    [{ scp: ['a', 1] }, 'scp', 'got number'],
    [{ realm_access: 'x' }, 'realm_access.roles', 'neither a string nor an array'],
    ['no claims', 'scope', 'neither a string nor an array'],
  ])('says why %j grants nothing at %s', (claims, path, message) => {
    const { scopes, problem } = ScopeSet.readClaim(claims, path);
    expect(scopes.size).toBe(0);
    expect(problem).toMatchObject({ code: 'INVALID_SCOPE', place: path });
    expect(problem!.problem).toContain(message);
  });

  test('an absent claim is no problem', () => {
    expect(ScopeSet.readClaim(undefined)).toEqual({ scopes: ScopeSet.empty });
    expect(ScopeSet.readClaim({ scope: undefined }, 'scope').problem).toBeUndefined();
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
        expect([...a.symmetricDifference(b)]).toEqual([
          ...[...x].filter((s) => !y.has(s)),
          ...[...y].filter((s) => !x.has(s)),
        ]);
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

  test.runIf('union' in Set.prototype)('is taken by the methods of a native Set', () => {
    type Native = Set<string> & Record<string, (other: ScopeSet) => Iterable<string> | boolean>;
    const native = new Set(['a', 'b']) as Native;
    const set = ScopeSet.of('b', 'c');
    expect([...(native['union']!(set) as Iterable<string>)]).toEqual(['a', 'b', 'c']);
    expect([...(native['difference']!(set) as Iterable<string>)]).toEqual(['a']);
    expect(native['isSupersetOf']!(ScopeSet.of('a'))).toBe(true);
  });

  test('obeys the laws of sets', () => {
    fc.assert(
      fc.property(scopes, scopes, scopes, (left, middle, right) => {
        const [a, b, c] = [left, middle, right].map((list) => ScopeSet.from(list)) as [
          ScopeSet,
          ScopeSet,
          ScopeSet,
        ];
        const same = (x: ScopeSet, y: ScopeSet) => expect(x.toString()).toBe(y.toString());
        same(a.union(b), b.union(a));
        same(a.intersection(b), b.intersection(a));
        same(a.union(b.union(c)), a.union(b).union(c));
        same(a.intersection(b.union(c)), a.intersection(b).union(a.intersection(c)));
        same(a.difference(b.union(c)), a.difference(b).intersection(a.difference(c)));
        same(a.union(a.intersection(b)), a);
        same(a.symmetricDifference(b), a.union(b).difference(a.intersection(b)));
        expect(a.isSubsetOf(b)).toBe(a.union(b).equals(b));
        expect(a.isSupersetOf(b)).toBe(b.isSubsetOf(a));
        expect(a.isDisjointFrom(b)).toBe(a.intersection(b).size === 0);
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
    expect(() => ScopeSet.of('')).toThrow(/Empty scope at scopes/);
    expect(() => ScopeSet.from([1 as unknown as string])).toThrow(/got number/);
  });

  const notSets = [
    null,
    undefined,
    5,
    'a',
    ['a'],
    {},
    { size: 1 },
    { size: Number.NaN, has: isScope },
  ];
  const methods = [
    'union',
    'intersection',
    'difference',
    'symmetricDifference',
    'isSubsetOf',
    'isSupersetOf',
    'isDisjointFrom',
    'equals',
  ] as const;

  test.each(methods)('%s refuses what is no set, whether or not it would matter', (method) => {
    for (const set of [ScopeSet.empty, ScopeSet.of('a')]) {
      for (const other of notSets) {
        expect(() => set[method](other as never)).toThrow(
          expect.objectContaining({ name: 'CoreError', code: 'INVALID_ARGUMENT', place: 'other' }),
        );
      }
    }
  });

  test.each(methods)('%s takes a Map for the set of its keys, as native sets do', (method) => {
    const map = new Map([['a', 1]]);
    const set = ScopeSet.of('a', 'b');
    const expected = set[method](ScopeSet.of('a'));
    expect(String(set[method](map))).toEqual(String(expected));
  });

  test.each<[string, () => unknown, string]>([
    ['a string, whose characters are no scopes', () => ScopeSet.from('files:read'), 'scopes'],
    ['null as a list', () => ScopeSet.from(null as never), 'scopes'],
    ['an object as a list', () => ScopeSet.from({ 0: 'a', length: 1 } as never), 'scopes'],
    ['no function as a filter', () => ScopeSet.empty.filter('a' as never), 'keep'],
    ['new', () => new (ScopeSet as unknown as SetConstructor)(['a']), 'ScopeSet'],
  ])('refuses %s', (_, act, place) => {
    expect(act).toThrow(
      expect.objectContaining({ name: 'CoreError', code: 'INVALID_ARGUMENT', place }),
    );
  });
});

test.each([null, 5, {}, { length: 1 }, [Symbol('x')], Symbol('x')])(
  'a claim at no path grants nothing, and never throws: %o',
  (path) => {
    const { scopes: found, problem } = ScopeSet.readClaim({ scope: 'a' }, path as never);
    expect(found).toBe(ScopeSet.empty);
    expect(problem).toMatchObject({ code: 'INVALID_SCOPE', place: 'claim' });
    expect(ScopeSet.fromClaim('a', path as never)).toBe(ScopeSet.empty);
  },
);
