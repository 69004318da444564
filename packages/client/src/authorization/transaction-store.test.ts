import { ScopeSet } from '@stepscope/core';
import { expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.js';
import { TransactionStore } from './transaction-store.js';
import type { Transaction } from './transaction.js';

const owner = { issuer: 'https://login.example', clientId: 'web', resource: 'https://api.example' };

function transaction(state: string, startedAt = 0): Transaction {
  return {
    purpose: 'step-up',
    via: 'redirect',
    state,
    nonce: 'nonce',
    codeVerifier: 'verifier',
    startedAt,
    returnTo: '/x',
    requested: ScopeSet.of('a', 'b'),
    asked: ScopeSet.of('b'),
    before: ScopeSet.of('a'),
    expectedSub: 'user-1',
    intent: { scopes: ['b'], data: { deep: [1] } },
    decided: { status: 'denied', needed: ScopeSet.of('b') },
  };
}

function setUp() {
  const storage = createMemoryStorage();
  const clock = { now: 0 };
  const make = () => new TransactionStore(storage, owner, () => clock.now);
  return { store: make(), make, clock, storage };
}

test('gives each transaction out once, whole, also after a reload', () => {
  const { store, make } = setUp();
  store.put(transaction('one'));
  store.put(transaction('two'));
  const taken = make().take('one');
  expect(taken).toEqual(transaction('one'));
  expect(taken?.requested).toBeInstanceOf(ScopeSet);
  expect(store.take('one')).toBeUndefined();
  expect(store.take('two')?.state).toBe('two');
});

test('knows no other state, and none after an hour', () => {
  const { store, clock } = setUp();
  store.put(transaction('one'));
  expect(store.take('')).toBeUndefined();
  expect(store.take('other')).toBeUndefined();
  clock.now = 60 * 60 * 1000 + 1;
  expect(store.take('one')).toBeUndefined();
});

test.each(['{', 'null', '{}', '[null, 1, {}, {"state":"one","purpose":"evil"}]'])(
  'takes %s in the storage for nothing',
  (stored) => {
    const { storage, make } = setUp();
    const key = `stepscope:${[owner.issuer, 'web', owner.resource, 'transactions'].map(encodeURIComponent).join(':')}`;
    storage.setItem(key, stored);
    expect(make().take('one')).toBeUndefined();
    make().put(transaction('one'));
    expect(make().take('one')?.state).toBe('one');
  },
);
