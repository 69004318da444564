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

const declared = ScopeSet.of('a', 'b', 'c', 'd');

test('signing in asks for the initial scopes, of whoever it is', () => {
  const plan = planSignIn(ScopeSet.of('a'), journey);
  expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a', 'a', '']);
  expect(plan.expectedSub).toBeUndefined();
});

describe('a step-up', () => {
  test('asks for what is granted and what is missing, of the same user', () => {
    const plan = planStepUp(
      session,
      ScopeSet.of('c'),
      { denied: ScopeSet.empty, declared },
      journey,
    );
    expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a b c', 'c', 'a b']);
    expect(plan).toMatchObject({ expectedSub: 'user-1', idTokenHint: 'id-token' });
  });

  test('leaves out what the user has denied, in another tab for instance', () => {
    const plan = planStepUp(
      session,
      ScopeSet.of('c', 'd'),
      { denied: ScopeSet.of('b', 'd'), declared },
      journey,
    );
    expect([plan.requested, plan.asked].map(String)).toEqual(['a c', 'c']);
  });

  test('asks for nothing that the app did not declare, although the server granted it', () => {
    const wider = { ...session, granted: ScopeSet.of('a', 'admin') };
    const limits = { denied: ScopeSet.empty, declared };
    const plan = planStepUp(wider, ScopeSet.of('c', 'other'), limits, journey);
    expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a c', 'c', 'a admin']);
  });
});

test('restoring asks for what was granted last, of the same user, and for nothing new', () => {
  const plan = planRestore({ granted: 'a b', sub: 'user-1' }, declared, { returnTo: '/x' });
  expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a b', '', 'a b']);
  expect(plan).toMatchObject({ via: 'redirect', expectedSub: 'user-1' });
});

test('restoring asks for nothing that the app did not declare, whatever is remembered', () => {
  const plan = planRestore({ granted: 'a admin', sub: 'user-1' }, declared, { returnTo: '/x' });
  expect([plan.requested, plan.asked, plan.before].map(String)).toEqual(['a', '', 'a']);
});
