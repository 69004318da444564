import { ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import type { ResourceAnswer } from '../authorization/authorization-server.js';
import type { Purpose, ResourceRequest, Transaction } from '../authorization/transaction.js';
import { resolveSettings } from '../settings.js';
import { createWorld, notes, notesCatalogue, resource } from '../test-support/world.js';
import { adoptionOf, type Adoption } from './adoption.js';

const world = createWorld();
const { resources } = resolveSettings({
  ...world.options(world.page()),
  resources: { [notes]: { catalogue: notesCatalogue, scopes: { initial: ['notes:read'] } } },
});
const now = Date.UTC(2026, 10, 26, 12);

const request = (of: string, requested: string, before = ''): ResourceRequest => ({
  resource: of,
  requested: ScopeSet.parse(requested),
  asked: ScopeSet.empty,
  before: ScopeSet.parse(before),
});

function adopt(
  purpose: Purpose,
  answers: readonly [ResourceAnswer, ...ResourceAnswer[]],
  more: Partial<Transaction> = {},
): Adoption {
  const transaction: Transaction = {
    purpose,
    via: 'popup',
    requests: [
      request(resource, 'files:read files:write', 'files:read tasks:write'),
      request(notes, 'notes:read'),
    ],
    authenticates: false,
    returnTo: '/',
    issuer: 'https://login.example',
    state: 's',
    nonce: 'n',
    codeVerifier: 'v',
    startedAt: now,
    ...more,
  };
  return adoptionOf(answers, transaction, { resources, now });
}

const first: ResourceAnswer = {
  resource,
  accessToken: 'a1',
  refreshToken: 'r1',
  idToken: 'id',
  user: { sub: 'ann' },
  expiresInSeconds: 60,
};
const second: ResourceAnswer = { resource: notes, accessToken: 'a2', refreshToken: 'r2' };

describe('what an authorization has made', () => {
  test('are sessions that share its refresh token, the last one, its ID token and its user', () => {
    const { sessions } = adopt('sign-in', [first, second]);
    expect([...sessions.keys()]).toEqual([resource, notes]);
    const shared = { refreshToken: 'r2', idToken: 'id', user: { sub: 'ann' } };
    expect(sessions.get(resource)).toMatchObject({ accessToken: 'a1', ...shared });
    expect(sessions.get(notes)).toMatchObject({ accessToken: 'a2', ...shared });
    expect(sessions.get(resource)?.expiresAt).toBe(now + 60_000);
    expect(sessions.get(notes)?.authorization).toBe(sessions.get(resource)?.authorization);
  });

  test('is granted what was requested where the answer names no scope', () => {
    const { sessions } = adopt('sign-in', [first, { ...second, scope: 'openid notes:write' }]);
    expect(String(sessions.get(resource)?.granted)).toBe('files:read files:write');
    expect(String(sessions.get(notes)?.granted)).toBe('notes:write');
  });

  test('takes back what was held before and is not granted, unless somebody signs in anew', () => {
    const stepUp = adopt('step-up', [first]);
    expect([stepUp.signsIn, [...stepUp.revoked]]).toEqual([false, [[resource, ['tasks:write']]]]);
    const signIn = adopt('sign-in', [first]);
    expect([signIn.signsIn, [...signIn.revoked]]).toEqual([true, [[resource, []]]]);
  });

  test.each([
    ['somebody else', { sub: 'bob' }],
    ['nobody that is known', undefined],
  ])('is refused where it is for %s', (_, user) => {
    const adopting = (): unknown => adopt('step-up', [{ ...first, user }], { expectedSub: 'ann' });
    expect(adopting).toThrow(expect.objectContaining({ reason: 'different-user' }));
  });

  test('is refused where this client has no such resource', () => {
    const requests = [request('https://other.example', '')] as const;
    const adopting = (): unknown => adopt('step-up', [first], { requests });
    expect(adopting).toThrow(expect.objectContaining({ reason: 'unknown-state' }));
  });
});
