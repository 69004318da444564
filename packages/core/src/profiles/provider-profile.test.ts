import { expect, expectTypeOf, test } from 'vitest';
import * as core from '../index.js';
import type { ProviderProfile } from '../index.js';

const { auth0, cognito, entraId, keycloak, okta, standard } = core;
const profiles = { auth0, cognito, entraId, keycloak, okta, standard };

test.each(Object.entries(profiles))('%s is a constant that is called so', (name, profile) => {
  expect(profile.name).toBe(name);
  expect(isFrozen(profile)).toBe(true);
});

test.each(Object.entries(profiles))('%s tells access tokens from ID tokens', (_, profile) => {
  const byType = !profile.tokenTypes.includes('jwt') && !profile.tokenTypes.includes(undefined);
  const byClaim = Object.keys(profile.expectedClaims).length > 0;
  const byAbsence = profile.idTokenClaims.includes('nonce');
  expect(byType || byClaim || byAbsence).toBe(true);
});

test('a profile is spread to change a member, and nothing else is accepted in it', () => {
  const changed = { ...auth0, resourceIdentifier: 'urn:files-api' };
  expectTypeOf(changed).toExtend<ProviderProfile>();
  expectTypeOf<ProviderProfile['resourceParameter']>().toEqualTypeOf<
    'resource' | 'audience' | undefined
  >();
  // @ts-expect-error -- no such member
  const misspelt: ProviderProfile = { ...auth0, scopePrefixes: 'a/' };
  // @ts-expect-error -- a profile is never changed in place
  const change = (): void => void (standard.tokenTypes = ['jwt']);
  expect(misspelt.name).toBe('auth0');
  expect(change).toThrow(TypeError);
});

function isFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isFrozen);
}
