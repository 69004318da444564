import { defineCatalogue, ScopeSet } from '@stepscope/core';
import { createFakeBrowser } from '@stepscope/testing/msw';
import { expect, test } from 'vitest';
import { resolveSettings } from '../settings.js';
import { TransactionStore } from './transaction-store.js';
import type { Transaction } from './transaction.js';

const issuer = 'https://login.example';
const resource = 'https://api.example';

function transaction(state: string, startedAt = 0): Transaction {
  return {
    purpose: 'step-up',
    via: 'redirect',
    issuer,
    state,
    nonce: 'nonce',
    codeVerifier: 'verifier',
    startedAt,
    returnTo: '/x',
    requests: [
      {
        resource,
        requested: ScopeSet.of('a', 'b'),
        asked: ScopeSet.of('b'),
        before: ScopeSet.of('a'),
      },
      {
        resource: 'https://mail.example',
        requested: ScopeSet.of('c'),
        asked: ScopeSet.empty,
        before: ScopeSet.of('c'),
      },
    ],
    authenticates: true,
    expectedSub: 'user-1',
    intent: { scopes: ['b'], data: { deep: [1] } },
    decided: { resource, status: 'denied', needed: ScopeSet.of('b') },
  };
}

function setUp() {
  const browser = createFakeBrowser({ url: 'https://app.example/' });
  const clock = { now: 0 };
  const make = () =>
    new TransactionStore(
      resolveSettings({
        issuer,
        clientId: 'web',
        redirectUri: 'https://app.example/callback',
        resource,
        catalogue: defineCatalogue({ scopes: { a: { title: 'A' } } }),
        scopes: { initial: [] },
        browser,
        now: () => clock.now,
      }),
    );
  return { store: make(), make, clock, storage: browser.sessionStorage };
}

test('gives each transaction out once, whole, also after a reload', () => {
  const { store, make } = setUp();
  store.put(transaction('one'));
  store.put(transaction('two'));
  const taken = make().take('one');
  expect(taken).toEqual(transaction('one'));
  expect(taken?.requests[0].requested).toBeInstanceOf(ScopeSet);
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

const withoutRequests = JSON.stringify([{ ...transaction('one'), requests: [{ resource: 1 }] }]);

test.each(['{', 'null', '{}', '[null, 1, {}, {"state":"one","purpose":"evil"}]', withoutRequests])(
  'takes %s in the storage for nothing',
  (stored) => {
    const { storage, make } = setUp();
    const key = `stepscope:${[issuer, 'web', resource, 'transactions'].map(encodeURIComponent).join(':')}`;
    storage.setItem(key, stored);
    expect(make().take('one')).toBeUndefined();
    make().put(transaction('one'));
    expect(make().take('one')?.state).toBe('one');
  },
);
