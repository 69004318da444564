import { entraId, auth0, cognito, keycloak, type ProviderProfile } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { createFakeWorld, resource } from '../test-support/fake-world.js';

const free = { resource: [] };

describe('like Entra ID', () => {
  const { signIn, call } = createFakeWorld({ provider: { ...entraId, scopePrefix: 'api://7/' } });

  test('scopes are asked for with their prefix, no parameter names the API', async () => {
    const tokens = await signIn('offline_access api://7/read', { request: free });
    expect(tokens.scope).toBe('api://7/read');
    expect((await call(tokens)).status).toBe(200);
  });

  test('a token carries all that was ever granted', async () => {
    expect((await signIn('api://7/write', { request: free })).scope).toBe(
      'api://7/read api://7/write',
    );
  });
});

describe('like Auth0', () => {
  const provider: ProviderProfile = { ...auth0, resourceIdentifier: 'urn:files' };
  const { signIn, call } = createFakeWorld({ provider });

  test('the API is named by audience', async () => {
    const named = { request: { ...free, audience: 'urn:files' } };
    expect((await call(await signIn('read', named))).status).toBe(200);
    const other = signIn('read', { request: { ...free, audience: resource } });
    expect(await other).toHaveProperty('access_token');
    const unknown = await signIn('read', { request: { ...free, audience: 'urn:x' } });
    expect(unknown).toEqual({ error: 'invalid_grant' });
  });
});

describe('like Keycloak', () => {
  const { signIn } = createFakeWorld({ provider: keycloak });

  test('a refresh token comes unasked', async () => {
    expect(await signIn('read', { request: free })).toHaveProperty('refresh_token');
  });
});

describe('like Cognito', () => {
  const { signIn } = createFakeWorld({ provider: cognito });

  test('the answer never says what was granted', async () => {
    expect(await signIn(`${resource}/read`)).not.toHaveProperty('scope');
  });
});
