import { ScopeSet } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import type { Session } from '../tokens/session.js';
import { planRestore, planSignIn, planStepUp } from './plan.js';

const journey = { via: 'popup', returnTo: '/x' } as const;
const session: Session = {
  accessToken: 'access',
  refreshToken: 'refresh',
  idToken: 'id-token',
  user: { sub: 'user-1' },
  granted: ScopeSet.of('a', 'b'),
  requested: ScopeSet.of('a', 'b', 'z'),
  unavailable: ScopeSet.empty,
  obtainedAt: 0,
  expiresAt: undefined,
};

test('signing in asks for the initial scopes, of whoever it is', () => {
  const plan = planSignIn(ScopeSet.of('a'), journey);
  expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a', 'a', '']);
  expect(plan.expectedSub).toBeUndefined();
});

describe('a step-up', () => {
  test('asks for what is granted and what is missing, of the same user', () => {
    const plan = planStepUp(session, ScopeSet.of('c'), ScopeSet.empty, journey);
    expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a b c', 'c', 'a b']);
    expect(plan).toMatchObject({ expectedSub: 'user-1', idTokenHint: 'id-token' });
  });

  test('leaves out what the user has denied, in another tab for instance', () => {
    const plan = planStepUp(session, ScopeSet.of('c', 'd'), ScopeSet.of('b', 'd'), journey);
    expect([plan.requested, plan.asked].map(String)).toEqual(['a c', 'c']);
  });
});

test('restoring asks for what was granted last, of the same user, and for nothing new', () => {
  const plan = planRestore({ granted: 'a b', sub: 'user-1' }, { returnTo: '/x' });
  expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a b', '', 'a b']);
  expect(plan).toMatchObject({ via: 'redirect', expectedSub: 'user-1' });
});
