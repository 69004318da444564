import { describe, expect, test } from 'vitest';
import type { AuthenticationNeed } from './authentication-need.js';
import { combineNeeds, guardMs, includesNeed, namesOf } from './combine-needs.js';

const any: AuthenticationNeed = { acrValues: [] };
const mfa: AuthenticationNeed = { acrValues: ['mfa'] };
const otp: AuthenticationNeed = { acrValues: ['otp'] };
const fresh: AuthenticationNeed = { acrValues: [], maxAgeSeconds: 60 };
const recent: AuthenticationNeed = { acrValues: [], maxAgeSeconds: 600 };

test.each<[string, AuthenticationNeed, AuthenticationNeed, AuthenticationNeed | undefined]>([
  ['the same contexts', mfa, mfa, mfa],
  ['contexts and an age', mfa, fresh, { acrValues: ['mfa'], maxAgeSeconds: 60 }],
  ['two ages, of which the shorter does for both', recent, fresh, fresh],
  ['contexts that differ', mfa, otp, undefined],
])('%s are asked for together, or not at all', (_, one, other, expected) => {
  expect(combineNeeds(one, other)).toEqual(expected);
  expect(combineNeeds(other, one)).toEqual(expected);
});

test.each<[AuthenticationNeed | undefined, AuthenticationNeed | undefined, boolean]>([
  [undefined, undefined, true],
  [mfa, undefined, true],
  [undefined, mfa, false],
  [mfa, mfa, true],
  [mfa, otp, false],
  [fresh, recent, true],
  [recent, fresh, false],
  [mfa, fresh, false],
  [any, mfa, false],
])('asking for %o includes asking for %o: %s', (asked, need, expected) => {
  expect(includesNeed(asked, need)).toBe(expected);
});

describe('the loop guard', () => {
  test('remembers contexts and age', () => {
    const need = { acrValues: ['urn:a', 'b'], maxAgeSeconds: 5 };
    expect(namesOf(need).toJSON()).toEqual(['acr=b', 'acr=urn:a', 'max_age=5']);
  });

  test.each([
    ['as long as that of permissions for a context', mfa, 600_000],
    ['as long as the age', { acrValues: [], maxAgeSeconds: 300 }, 300_000],
    ['a minute at least', { acrValues: [], maxAgeSeconds: 0 }, 60_000],
    ['no longer than that of permissions', { acrValues: [], maxAgeSeconds: 3600 }, 600_000],
  ])('stands %s', (_, need, expected) => {
    expect(guardMs(need, 600_000)).toBe(expected);
  });
});
