import { describe, expect, expectTypeOf, test } from 'vitest';
import { explain } from '../requirements/explain.js';
import { allOf, anyOf, type Requirement } from '../requirements/requirement.js';
import type { ProtocolScope } from '../scopes/is-protocol-scope.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { Catalogue } from './catalogue.js';
import { defineCatalogue } from './define-catalogue.js';

const catalogue = defineCatalogue({
  scopes: {
    'files:read': { title: 'Read files' },
    'files:write': { title: 'Write files', implies: ['files:read'] },
    'files:admin': { title: 'Administer files', implies: ['files:write'] },
  },
  actions: {
    'files.list': { title: 'List files', requires: 'files:read' },
    'files.share': {
      title: 'Share',
      requires: anyOf('files:admin', allOf('files:write', 'openid')),
    },
  },
  combinations: { editor: { title: 'Editor', scopes: ['files:read', 'files:write'] } },
});

const title = 't';

describe('defineCatalogue', () => {
  test('infers scopes and actions as literal types', () => {
    expectTypeOf(catalogue).toEqualTypeOf<
      Catalogue<'files:read' | 'files:write' | 'files:admin', 'files.list' | 'files.share'>
    >();
    expectTypeOf(defineCatalogue({ scopes: { a: { title } } })).toEqualTypeOf<
      Catalogue<'a', never>
    >();
    expectTypeOf(catalogue).toExtend<Catalogue>();
  });

  test('a misspelt scope in an action, a combination or an implication does not compile', () => {
    const misspelt = () => [
      defineCatalogue({
        scopes: { 'files:read': { title } },
        // @ts-expect-error files:raed is not in the catalogue
        actions: { list: { title, requires: 'files:raed' } },
      }),
      defineCatalogue({
        scopes: { 'files:read': { title } },
        // @ts-expect-error files:raed is not in the catalogue
        actions: { list: { title, requires: allOf('files:raed') } },
      }),
      defineCatalogue({
        scopes: { 'files:read': { title } },
        // @ts-expect-error files:raed is not in the catalogue
        combinations: { one: { title, scopes: ['files:raed'] } },
      }),
      defineCatalogue({
        // @ts-expect-error files:raed is not in the catalogue
        scopes: { 'files:read': { title }, 'files:write': { title, implies: ['files:raed'] } },
      }),
      defineCatalogue({
        scopes: {
          'files:read': { title },
          // @ts-expect-error files:raed is not in the catalogue
          'files:view': { title, deprecated: true, replacedBy: 'files:raed' },
        },
      }),
      // @ts-expect-error huge is not a sensitivity
      defineCatalogue({ scopes: { 'files:read': { title, sensitivity: 'huge' } } }),
    ];
    expect(misspelt).toThrow(TypeError);
    // @ts-expect-error opneid is neither in the catalogue nor a protocol scope
    expect(() => catalogue.evaluate(anyOf('files:read', 'opneid'), ScopeSet.empty)).toThrow(
      'Did you mean "openid"?',
    );
    // @ts-expect-error files.lits is not an action
    expect(() => catalogue.requirementOf('files.lits')).toThrow('Did you mean "files.list"?');
  });

  test('protocol scopes can be required, and are part of the type', () => {
    const { requires } = catalogue.actions.get('files.share')!;
    type Named = 'files:read' | 'files:write' | 'files:admin' | ProtocolScope;
    expectTypeOf(requires).toEqualTypeOf<Requirement<Named>>();
    expectTypeOf(catalogue.requirementOf('files.list')).toEqualTypeOf<Requirement<Named>>();
    expect(
      catalogue.evaluate(allOf('files:write', 'openid'), ScopeSet.of('files:admin')),
    ).toMatchObject({
      missing: ScopeSet.of('openid'),
    });
    expect(catalogue.alternativesOf(allOf('files:read', 'offline_access'))).toHaveLength(1);
    expect(
      explain(anyOf('files:read', 'email'), ScopeSet.of('email'), { catalogue }),
    ).toMatchObject({
      satisfied: true,
    });
  });

  test.each([
    ['a scope with a space', { scopes: { 'a b': { title } } }, /position 1 is not allowed/],
    ['a scope that begins with @', { scopes: { '@a': { title } } }, /reserved for the platform/],
    ['a protocol scope', { scopes: { openid: { title } } }, /is a protocol scope/],
    [
      'an unknown scope in an action',
      { scopes: { 'files:read': { title } }, actions: { x: { title, requires: 'files:raed' } } },
      /Unknown scope "files:raed": action "x" requires it.*Did you mean "files:read"\?/,
    ],
    [
      'an unknown scope in a combination',
      { scopes: { a: { title } }, combinations: { x: { title, scopes: ['zzz'] } } },
      /Unknown scope "zzz": combination "x" holds it/,
    ],
    [
      'an implication of an unknown scope',
      { scopes: { a: { title, implies: ['b'] } } },
      /Unknown scope "b": scope a implies it/,
    ],
    [
      'an action with the name of a scope',
      { scopes: { 'a:read': { title } }, actions: { 'a:read': { title, requires: 'a:read' } } },
      /Action "a:read" has the name of a scope/,
    ],
    [
      'implications in a circle',
      {
        scopes: {
          a: { title, implies: ['b'] },
          b: { title, implies: ['c'] },
          c: { title, implies: ['a'] },
        },
      },
      /circle \(a → b → c → a\)/,
    ],
    ...['share it', 'share"', 'teilen\u00fc', 'a\nb'].map((action): [string, object, RegExp] => [
      `an action with the id ${JSON.stringify(action)}`,
      { scopes: { a: { title } }, actions: { [action]: { title, requires: 'a' } } },
      /has a character that is not allowed/,
    ]),
    [
      'an action with the name of a platform scope',
      { scopes: { a: { title } }, actions: { '@users:read': { title, requires: 'a' } } },
      /Action "@users:read" begins with "@"/,
    ],
    [
      'an action with the name of a protocol scope',
      { scopes: { a: { title } }, actions: { openid: { title, requires: 'a' } } },
      /Action "openid" has the name of a scope/,
    ],
    [
      'replacements in a circle',
      {
        scopes: {
          a: { title, deprecated: true, replacedBy: 'b' },
          b: { title, deprecated: true, replacedBy: 'c' },
          c: { title, deprecated: true, replacedBy: 'a' },
        },
      },
      /Scopes replace each other in a circle \(a → b → c → a\)/,
    ],
    [
      'a scope that replaces itself, once',
      { scopes: { a: { title, deprecated: true, replacedBy: 'a' } } },
      /^Scope "a" names "a" as its replacement/,
    ],
    ['an implication of itself', { scopes: { a: { title, implies: ['a'] } } }, /circle \(a → a\)/],
  ])('refuses %s', (_, definition, message) => {
    expect(() => defineCatalogue(definition as never)).toThrow(message);
  });

  test('treats prototype names as ordinary scopes', () => {
    const odd = defineCatalogue({ scopes: { constructor: { title }, toString: { title } } });
    expect(odd.has('constructor')).toBe(true);
    expect(odd.has('valueOf')).toBe(false);
    expect(odd.has('__proto__')).toBe(false);
  });

  test('survives a round trip through JSON', () => {
    const again = defineCatalogue(JSON.parse(JSON.stringify(catalogue)));
    expect(again.toJSON()).toEqual(catalogue.toJSON());
  });
});

describe('catalogue', () => {
  test('counts implied scopes, at any distance', () => {
    expect(catalogue.evaluate('files.list', ScopeSet.of('files:admin'))).toEqual({
      satisfied: true,
    });
    expect(catalogue.closure(ScopeSet.of('files:admin')).toString()).toBe(
      'files:admin files:read files:write',
    );
  });

  test('does not count an implication backwards', () => {
    expect(catalogue.evaluate('files:write', ScopeSet.of('files:read'))).toMatchObject({
      satisfied: false,
      missing: ScopeSet.of('files:write'),
    });
  });

  test('asks for the fewest new scopes', () => {
    expect(catalogue.evaluate('files.share', ScopeSet.of('files:write', 'openid'))).toEqual({
      satisfied: true,
    });
    expect(catalogue.evaluate('files.share', ScopeSet.of('files:read'))).toMatchObject({
      missing: ScopeSet.of('files:admin'),
    });
  });

  test('knows its own scopes and the protocol scopes, and no others', () => {
    expect(['files:read', 'openid', 'offline_access'].every((s) => catalogue.has(s))).toBe(true);
    expect(['FILES:READ', 'files', '@a'].some((s) => catalogue.has(s))).toBe(false);
  });

  test('refuses a requirement that names an unknown scope', () => {
    expect(() => catalogue.evaluate('files:raed' as 'files:read', ScopeSet.empty)).toThrow(
      'Unknown scope "files:raed". Did you mean "files:read"?',
    );
    expect(() =>
      catalogue.evaluate(anyOf('files:read', 'nope' as 'files:read'), ScopeSet.empty),
    ).toThrow(/Unknown scope "nope"/);
  });
});
