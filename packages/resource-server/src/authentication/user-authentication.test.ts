import { describe, expect, test } from 'vitest';
import { InvalidOptionError } from '../resource-server-error.js';
import {
  assertUserAuthentication,
  isAuthenticatedAs,
  jointAuthentication,
  type UserAuthentication,
} from './user-authentication.js';

const seconds = 1_700_000_000;
const clock = { now: () => seconds * 1000 + 999, clockToleranceSeconds: 5 };

describe('[10.3.4] a token says how its user has signed in', () => {
  const strong = { acrValues: ['urn:mfa', 'urn:hardware'] };
  const recent = { maxAgeSeconds: 300 };
  test.each<[string, Record<string, unknown>, UserAuthentication, boolean]>([
    ['the first acr', { acr: 'urn:mfa' }, strong, true],
    ['another acr of the list', { acr: 'urn:hardware' }, strong, true],
    ['an acr that is not in it', { acr: 'urn:password' }, strong, false],
    ['an acr in another case', { acr: 'urn:MFA' }, strong, false],
    ['an acr that begins like it', { acr: 'urn:mfa:2' }, strong, false],
    ['a list with the acr', { acr: ['urn:mfa'] }, strong, false],
    ['no acr', {}, strong, false],
    ['an acr of null', { acr: null }, strong, false],
    ['a sign-in just now', { auth_time: seconds }, recent, true],
    ['one at the limit', { auth_time: seconds - 300 }, recent, true],
    ['one within the tolerance', { auth_time: seconds - 305 }, recent, true],
    ['one a second older', { auth_time: seconds - 306 }, recent, false],
    ['one in the future, within the tolerance', { auth_time: seconds + 5 }, recent, true],
    ['one beyond it', { auth_time: seconds + 6 }, recent, false],
    ['a fraction of a second', { auth_time: seconds - 299.5 }, recent, true],
    ['a time that is a text', { auth_time: String(seconds) }, recent, false],
    ['a list with the time', { auth_time: [seconds] }, recent, false],
    ['no time', {}, recent, false],
    ['no number', { auth_time: Number.NaN }, recent, false],
    ['an endless time', { auth_time: Number.POSITIVE_INFINITY }, recent, false],
    ['the beginning of time', { auth_time: Number.NEGATIVE_INFINITY }, recent, false],
    ['iat alone', { iat: seconds }, recent, false],
    ['now, where it must be now', { auth_time: seconds - 5 }, { maxAgeSeconds: 0 }, true],
    ['before, where it must be now', { auth_time: seconds - 6 }, { maxAgeSeconds: 0 }, false],
    ['both', { acr: 'urn:mfa', auth_time: seconds }, { ...strong, ...recent }, true],
    ['one of both', { acr: 'urn:mfa', auth_time: 0 }, { ...strong, ...recent }, false],
    ['the other of both', { acr: 'x', auth_time: seconds }, { ...strong, ...recent }, false],
  ])('%s: %j for %j is %s', (_, claims, wanted, expected) => {
    expect(isAuthenticatedAs(claims, wanted, clock)).toBe(expected);
  });
});

describe('several of them together', () => {
  test.each<[string, UserAuthentication[], UserAuthentication]>([
    ['one alone', [{ maxAgeSeconds: 60 }], { maxAgeSeconds: 60 }],
    ['the shortest time', [{ maxAgeSeconds: 60 }, { maxAgeSeconds: 0 }], { maxAgeSeconds: 0 }],
    [
      'what all accept, in the order of the first',
      [{ acrValues: ['a', 'b', 'c'] }, { acrValues: ['c', 'b'] }],
      { acrValues: ['b', 'c'] },
    ],
    [
      'a time and values',
      [{ acrValues: ['a'] }, { maxAgeSeconds: 60 }],
      { acrValues: ['a'], maxAgeSeconds: 60 },
    ],
    [
      'the first values, where no value meets all',
      [{ acrValues: ['a'] }, { acrValues: ['b'] }],
      { acrValues: ['a'] },
    ],
  ])('are %s', (_, wanted, expected) => {
    expect(jointAuthentication(wanted)).toEqual(expected);
  });
});

describe('refuses', () => {
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'authentication is not an object'],
    ['null', null, 'authentication is not an object'],
    ['neither of the two', {}, 'authentication asks for nothing'],
    ['a misspelt option', { maxAge: 5 }, 'Unknown option of authentication "maxAge"'],
    ['no values', { acrValues: [] }, 'acrValues is no list of values'],
    ['a text in place of a list', { acrValues: 'urn:mfa' }, 'acrValues is no list of values'],
    ['a value with a space', { acrValues: ['a', 'b c'] }, 'acrValues is no list of values'],
    ['an empty value', { acrValues: [''] }, 'acrValues is no list of values'],
    ['a quote in a value', { acrValues: ['a"'] }, 'acrValues is no list of values'],
    ['a number as value', { acrValues: [1] }, 'acrValues is no list of values'],
    ['a negative time', { maxAgeSeconds: -1 }, 'maxAgeSeconds is no whole number'],
    ['half a second', { maxAgeSeconds: 0.5 }, 'maxAgeSeconds is no whole number'],
    ['no number', { maxAgeSeconds: Number.NaN }, 'maxAgeSeconds is no whole number'],
    ['an endless time', { maxAgeSeconds: Infinity }, 'maxAgeSeconds is no whole number'],
    ['a time that is a text', { maxAgeSeconds: '60' }, 'maxAgeSeconds is no whole number'],
  ])('%s', (_, wanted, message) => {
    const assert = (): void => {
      assertUserAuthentication(wanted);
    };
    expect(assert).toThrow(InvalidOptionError);
    expect(assert).toThrow(TypeError);
    expect(assert).toThrow(message);
  });
});
