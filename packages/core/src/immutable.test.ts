import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  allOf,
  alternativesOf,
  anyOf,
  defineCatalogue,
  exposedHeaders,
  protocolScopes,
  ScopeSet,
} from './index.js';

const title = 'T';
const define = () =>
  defineCatalogue({
    scopes: { read: { title }, write: { title, implies: ['read'] } },
    actions: { edit: { title, requires: allOf('read', 'write') } },
    combinations: { both: { title, scopes: ['read', 'write'] } },
  });
/** What a caller of plain JavaScript can do. */
const push = (list: readonly unknown[], item: unknown) => (list as unknown[]).push(item);

describe('what core hands out cannot be changed by its callers', () => {
  test('the alternatives of an evaluation', () => {
    const catalogue = define();
    const evaluation = catalogue.evaluate('edit', ScopeSet.empty);
    if (evaluation.satisfied) throw new Error('nothing is granted');
    expect(() => push(evaluation.alternatives, ScopeSet.empty)).toThrow(TypeError);
    expect(() => push(catalogue.alternativesOf('edit'), ScopeSet.empty)).toThrow(TypeError);
    expect(catalogue.evaluate('edit', ScopeSet.empty).satisfied).toBe(false);
  });

  test.each([
    ['a scope', 'read'],
    ['a requirement', anyOf('read', 'write')],
  ])('the alternatives of %s', (_, requirement) => {
    expect(() => push(alternativesOf(requirement), ScopeSet.empty)).toThrow(TypeError);
  });

  test('a requirement', () => {
    const requirement = allOf('write', anyOf('read', 'write'));
    expect(() => push(requirement.allOf, 'admin')).toThrow(TypeError);
    expect(() => Object.assign(requirement, { allOf: [] })).toThrow(TypeError);
  });

  test.each([
    ['the empty set', ScopeSet.empty],
    ['a list', ScopeSet.of('read')],
    ['a text', ScopeSet.parse('read')],
    ['a union', ScopeSet.of('read').union(new Set(['write']))],
  ])('a ScopeSet that is made of %s', (_, set) => {
    expect(() => Object.assign(set, { has: () => true })).toThrow(TypeError);
    expect(set.has('admin')).toBe(false);
  });

  test.each(['scopes', 'actions', 'combinations'] as const)(
    'what a catalogue believes, by its map of %s',
    (name) => {
      const catalogue = define();
      const before = JSON.stringify(catalogue);
      const map = catalogue[name] as Map<string, unknown>;
      const refused = expect.objectContaining({ name: 'CoreError', code: 'INVALID_ARGUMENT' });
      expect(() => map.clear()).toThrow(refused);
      expect(() => map.delete('read')).toThrow(refused);
      expect(() => map.set('admin', { title, requires: 'read', scopes: ['read'] })).toThrow(
        refused,
      );
      expect(JSON.stringify(catalogue)).toBe(before);
      expect(catalogue.evaluate('edit', ScopeSet.of('write'))).toEqual({ satisfied: true });
      expect(new Map(map).set('admin', {}).size).toBe(map.size + 1);
    },
  );

  test('a catalogue', () => {
    const catalogue = define();
    expect(() => Object.assign(catalogue, { has: () => true })).toThrow(TypeError);
    expect(() => Object.assign(catalogue.scopes.get('read')!, { title: 'X' })).toThrow(TypeError);
    expect(() => push(catalogue.scopes.get('write')!.implies!, 'admin')).toThrow(TypeError);
  });

  test('the texts of protocol scopes, and the headers to expose', () => {
    const openid = protocolScopes.get('openid')!;
    expectTypeOf(openid).toEqualTypeOf<{ readonly title: string; readonly description: string }>();
    for (const texts of protocolScopes.values()) {
      expect(() => Object.assign(texts, { title: 'X' })).toThrow(TypeError);
    }
    expect(() => (protocolScopes as Map<string, unknown>).clear()).toThrow(TypeError);
    expect(() => push(exposedHeaders, 'X-Any')).toThrow(TypeError);
  });
});

test('a requirement that its owner can still change counts as it is at every question', () => {
  const catalogue = define();
  const inner: { anyOf: ('read' | 'write')[] } = { anyOf: ['read'] };
  const requirement = allOf('read', inner);
  expect(catalogue.evaluate(requirement, ScopeSet.of('read')).satisfied).toBe(true);
  inner.anyOf = ['write'];
  expect(catalogue.evaluate(requirement, ScopeSet.of('read')).satisfied).toBe(false);
  expect(catalogue.evaluate(requirement, ScopeSet.of('write')).satisfied).toBe(true);
});

test('the same question about the same scopes has the same answer, in every catalogue its own', () => {
  const catalogue = define();
  const strict = defineCatalogue({ scopes: { read: { title }, write: { title } } });
  const held = ScopeSet.of('write');
  for (let round = 0; round < 2; round++) {
    expect(catalogue.evaluate('read', held).satisfied).toBe(true);
    expect(catalogue.evaluate('edit', held).satisfied).toBe(true);
    expect(strict.evaluate('read', held).satisfied).toBe(false);
    expect(catalogue.evaluate(allOf('read', 'write'), held).satisfied).toBe(true);
    expect(strict.evaluate(allOf('read', 'write'), held).satisfied).toBe(false);
  }
});
