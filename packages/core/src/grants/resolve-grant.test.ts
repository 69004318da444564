import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineCatalogue } from '../catalogue/define-catalogue.js';
import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { resolveGrant } from './resolve-grant.js';

const catalogue = defineCatalogue({
  scopes: {
    read: { title: 'Read' },
    write: { title: 'Write', implies: ['read'] },
    admin: { title: 'Admin' },
  },
});
const requested = ScopeSet.of('openid', 'read', 'write');

describe('resolveGrant', () => {
  test.each([
    ['no other term', {}, 'openid read write', {}],
    [
      'allowed',
      { allowed: ScopeSet.of('openid', 'read') },
      'openid read',
      { write: 'not-allowed-for-application' },
    ],
    [
      'allowed without a protocol scope',
      { allowed: ScopeSet.of('write') },
      'read write',
      { openid: 'not-allowed-for-application' },
    ],
    [
      'capabilities',
      { capabilities: ScopeSet.of('read') },
      'openid read',
      { write: 'not-in-capabilities' },
    ],
    [
      'no capabilities',
      { capabilities: ScopeSet.empty },
      'openid',
      { read: 'not-in-capabilities', write: 'not-in-capabilities' },
    ],
    ['consent', { consented: ScopeSet.of('openid', 'read') }, 'openid read', { write: 'declined' }],
    [
      'consent to a scope that implies another',
      { consented: ScopeSet.of('openid', 'write') },
      'openid write',
      { read: 'declined' },
    ],
  ])('with %s', (_, terms, granted, dropped) => {
    const resolution = resolveGrant({ catalogue, requested, ...terms });
    expect(resolution.granted.toString()).toBe(granted);
    expect(Object.fromEntries(resolution.dropped.map((d) => [d.scope, d.reason]))).toEqual(dropped);
  });

  test('closes allowed and capabilities under implications', () => {
    const resolution = resolveGrant({
      catalogue,
      requested: ScopeSet.of('read'),
      allowed: ScopeSet.of('write'),
      capabilities: ScopeSet.of('write'),
    });
    expect(resolution.granted.toString()).toBe('read');
  });

  test('names the first rule that a scope breaks', () => {
    const { dropped } = resolveGrant({
      catalogue,
      requested: ScopeSet.of('@platform', 'nope', 'admin'),
      allowed: ScopeSet.of('read'),
      capabilities: ScopeSet.empty,
      consented: ScopeSet.empty,
    });
    expect(dropped).toEqual([
      { scope: '@platform', reason: 'reserved' },
      { scope: 'nope', reason: 'unknown' },
      { scope: 'admin', reason: 'not-allowed-for-application' },
    ]);
  });

  test('warns of a deprecated scope, and grants it', () => {
    const old = defineCatalogue({
      scopes: {
        read: { title: 'Read' },
        view: { title: 'View', deprecated: true, replacedBy: 'read' },
        look: { title: 'Look', deprecated: true },
      },
    });
    const { granted, dropped, warnings } = resolveGrant({
      catalogue: old,
      requested: ScopeSet.of('view', 'read', 'look', 'openid'),
    });
    expect(granted.toString()).toBe('look openid read view');
    expect(dropped).toEqual([]);
    expect(warnings).toEqual([
      { scope: 'view', warning: 'deprecated', replacedBy: 'read' },
      { scope: 'look', warning: 'deprecated' },
    ]);
  });

  test('does not warn of a deprecated scope that is dropped', () => {
    const old = defineCatalogue({ scopes: { view: { title: 'View', deprecated: true } } });
    const terms = { catalogue: old, requested: ScopeSet.of('view'), consented: ScopeSet.empty };
    expect(resolveGrant(terms).warnings).toEqual([]);
  });

  test('treats prototype names as ordinary scopes', () => {
    const odd = defineCatalogue({ scopes: { constructor: { title: 'C' } } });
    const all = ScopeSet.of('constructor', '__proto__', 'toString');
    const { granted, dropped, warnings } = resolveGrant({ catalogue: odd, requested: all });
    expect(granted.toString()).toBe('constructor');
    expect(dropped.map(({ reason }) => reason)).toEqual(['unknown', 'unknown']);
    expect(warnings).toEqual([]);
  });

  test.each(['requested', 'allowed', 'capabilities', 'consented'])(
    'refuses an undefined %s, which would widen the grant',
    (term) => {
      const question = { catalogue, requested, [term]: undefined };
      expect(() => resolveGrant(question as never)).toThrow(`"${term}" is undefined`);
    },
  );

  test.each(['requested', 'allowed', 'capabilities', 'consented'])(
    'refuses a %s that is no ScopeSet, which might widen the grant',
    (term) => {
      for (const value of [null, 0, '', 'read', ['read'], new Set(['read']), {}]) {
        const question = { catalogue, requested, [term]: value };
        expect(() => resolveGrant(question as never)).toThrow(
          expect.objectContaining({ code: 'INVALID_ARGUMENT', place: term }),
        );
      }
    },
  );

  test.each([null, {}, 'catalogue'])('refuses %j as a catalogue', (value) => {
    const question = { catalogue: value as never, requested };
    expect(() => resolveGrant(question)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', place: 'catalogue' }),
    );
  });

  test('refuses a misspelt term, which would widen the grant', () => {
    const question = { catalogue, requested, capabilites: ScopeSet.empty };
    expect(() => resolveGrant(question)).toThrow(
      'Unknown term of resolveGrant "capabilites". Did you mean "capabilities"?',
    );
  });

  test('never grants more than any term', () => {
    const some = fc
      .subarray(['openid', 'email', 'read', 'write', 'admin', 'nope', '@x'])
      .map((list) => ScopeSet.of(...list));
    fc.assert(
      fc.property(some, some, some, some, (requested, allowed, capabilities, consented) => {
        const all = { catalogue, requested, allowed, capabilities, consented };
        const { granted, dropped } = resolveGrant(all);
        expect(granted.isSubsetOf(requested)).toBe(true);
        expect(granted.isSubsetOf(consented)).toBe(true);
        expect(granted.isSubsetOf(catalogue.closure(allowed))).toBe(true);
        const own = granted.filter((scope) => !isProtocolScope(scope));
        expect(own.isSubsetOf(catalogue.closure(capabilities))).toBe(true);
        expect(granted.size + dropped.length).toBe(requested.size);
      }),
    );
  });
});
