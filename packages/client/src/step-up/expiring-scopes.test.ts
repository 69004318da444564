import { ScopeSet } from '@stepscope/core';
import { expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.js';
import { ExpiringScopes } from './expiring-scopes.js';

const owner = { issuer: 'https://login.example', clientId: 'web', resource: 'https://api.example' };
const key = `stepscope:${[owner.issuer, 'web', owner.resource, 'denials'].map(encodeURIComponent).join(':')}`;

function setUp(stored?: string) {
  const storage = createMemoryStorage();
  if (stored !== undefined) storage.setItem(key, stored);
  const clock = { now: 1_000_000 };
  const make = () => new ExpiringScopes('denials', 1000, { storage, owner, now: () => clock.now });
  return { scopes: make(), clock, make, storage };
}

test('remembers until the time is over, for everybody who shares the storage', () => {
  const { scopes, clock, make } = setUp();
  scopes.add(ScopeSet.of('a'));
  clock.now += 500;
  make().add(ScopeSet.of('b'));
  expect(scopes.current().toString()).toBe('a b');
  clock.now += 500;
  expect(scopes.current().toString()).toBe('b');
  clock.now += 500;
  expect(make().current().size).toBe(0);
});

test('forgets single scopes, and leaves nothing behind when empty', () => {
  const { scopes, storage } = setUp();
  scopes.add(ScopeSet.of('a', 'b'));
  scopes.remove(ScopeSet.of('a', 'c'));
  expect(scopes.current().toString()).toBe('b');
  scopes.remove(ScopeSet.of('b'));
  expect(storage.getItem(key)).toBeNull();
});

test.each([
  ['no JSON', '{'],
  ['another shape', '[1,2]'],
  ['null', 'null'],
  ['times that are no numbers', '{"a":"soon"}'],
  ['names that are no scopes', '{"a b":1000500,"":1000500}'],
  ['times beyond any that it would set', '{"a":99999999999999}'],
  ['times in the past', '{"a":999999}'],
])('takes %s in the storage for nothing', (_, stored) => {
  const { scopes } = setUp(stored);
  expect(scopes.current().size).toBe(0);
  scopes.add(ScopeSet.of('x'));
  expect(scopes.current().toString()).toBe('x');
});
