import { auth0, cognito, entraId, keycloak, okta, type ProviderProfile } from '@stepscope/core';
import { describe, expect, test } from 'vitest';
import { createClient } from '../create-client.js';
import { createWorld, notes, notesCatalogue, requestOf, resource } from '../test-support/world.js';

const tasks = `${resource}/tasks`;

/** A sign-in and a step-up at a server like `provider`, and what was sent for them. */
function like(provider: ProviderProfile) {
  const world = createWorld({ provider });
  const run = async () => {
    const { client, page } = await world.signedIn();
    const signIn = world.codes()[0]?.params;
    const response = await client.fetch(tasks);
    const request = requestOf(page.popups[0]?.visited[0]);
    return { client, page, signIn, response, request };
  };
  return { world, run };
}

describe('like Entra ID', () => {
  const { world, run } = like({ ...entraId, scopePrefix: 'api://7/' });

  test('scopes have a prefix on the wire, and nothing names the API', async () => {
    const { client, request, signIn, response } = await run();
    expect(response.status).toBe(200);
    expect(request.get('scope')).toBe(
      'openid offline_access api://7/files:read api://7/tasks:write',
    );
    expect([request.has('resource'), signIn?.has('resource')]).toEqual([false, false]);
    expect(client.granted.toString()).toBe('files:read tasks:write');
  });

  test('what was granted before comes along unasked', async () => {
    const { page } = await run();
    const { client: again } = await world.signedIn({}, page.open());
    expect(again.granted.toString()).toBe('files:read tasks:write');
    expect(again.getSnapshot().requested.toString()).toBe('files:read');
  });

  test('scopes cannot be given up by asking for less, so nothing is asked', async () => {
    const { client, page } = await world.signedIn();
    expect((await client.dropScopes('files:read')).status).toBe('kept');
    expect(page.popups).toHaveLength(0);
  });

  test('another API is asked for in a request of its own', async () => {
    const { page } = await world.signedIn();
    const client = createClient({
      ...world.options(page),
      resources: {
        [notes]: {
          catalogue: notesCatalogue,
          scopes: { initial: ['notes:read'] },
          provider: { ...entraId, scopePrefix: 'api://8/' },
        },
      },
    });
    await client.signIn();
    expect(requestOf(page.leftFor).get('scope')).toBe('openid offline_access api://7/files:read');
  });
});

describe('like Auth0', () => {
  const { run } = like({ ...auth0, resourceIdentifier: 'urn:files' });

  test('the API is named by audience, as it is called there', async () => {
    const { client, request, signIn, response } = await run();
    expect(response.status).toBe(200);
    expect(request.get('scope')).toBe('openid offline_access files:read tasks:write');
    expect([request.get('audience'), signIn?.get('audience')]).toEqual(['urn:files', 'urn:files']);
    expect(request.has('resource')).toBe(false);
    expect(client.granted.toString()).toBe('files:read tasks:write');
  });
});

describe('like Keycloak', () => {
  const { world, run } = like(keycloak);

  test('no offline session is asked for, and refreshing works all the same', async () => {
    const { client, request } = await run();
    expect(request.get('scope')).toBe('openid files:read tasks:write');
    expect(request.has('resource')).toBe(false);
    world.clock.now += 295_000;
    expect((await client.fetch(tasks)).status).toBe(200);
    expect(world.refreshes()).toHaveLength(1);
    expect(world.refreshes()[0]?.params.has('resource')).toBe(false);
  });
});

describe('like Okta', () => {
  const { run } = like(okta);

  test('nothing names the API', async () => {
    const { request, response } = await run();
    expect(response.status).toBe(200);
    expect(request.get('scope')).toBe('openid offline_access files:read tasks:write');
    expect(request.has('resource')).toBe(false);
  });
});

describe('like Cognito', () => {
  const provider: ProviderProfile = { ...cognito, scopePrefix: 'files-api/', tokenScopes: 'plain' };
  const { world, run } = like(provider);

  test('what was granted is read from the token, because nothing else says it', async () => {
    world.switches.drops = ['files:write'];
    const { client, request } = await run();
    expect(request.get('scope')).toBe('openid files-api/files:read files-api/tasks:write');
    expect(client.granted.toString()).toBe('files:read tasks:write');
    const outcome = await client.requestPermission('files:write');
    expect(outcome.status).toBe('denied');
    expect(client.can('files:write')).toBe(false);
    world.clock.now += 295_000;
    await client.fetch(tasks);
    expect(client.granted.toString()).toBe('files:read tasks:write');
  });
});
