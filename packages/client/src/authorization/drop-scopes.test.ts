import { defineCatalogue } from '@stepscope/core';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { createClient } from '../create-client.js';
import {
  createWorld,
  issuer,
  notes,
  notesCatalogue,
  requestOf,
  resource,
  scriptedPrompt,
} from '../test-support/world.js';

const world = createWorld();
const tasks = `${resource}/tasks`;
const revoked = () =>
  world.sent
    .filter(({ url }) => url === `${issuer}/revoke`)
    .map(({ params }) => params.get('token'));

/** Signed in, and granted more than at first. */
async function granted(options: Parameters<typeof world.signedIn>[0] = {}) {
  const signedIn = await world.signedIn(options);
  await signedIn.client.requestPermission('plans.make');
  expect(signedIn.client.granted.toString()).toBe('files:read files:write tasks:write');
  return signedIn;
}

describe('scopes that are given up', () => {
  test('are not asked for again, whose token is replaced and whose refresh token revoked [S1.24]', async () => {
    const prompt = scriptedPrompt();
    const { client, page } = await granted({ prompt });
    const events = { revoked: vi.fn(), denied: vi.fn() };
    client.on('revoked', events.revoked);
    client.on('denied', events.denied);
    const outcome = await client.dropScopes(['tasks:write', 'mail:send']);
    expect(outcome.status).toBe('dropped');
    expect([outcome.dropped, outcome.kept].map(String)).toEqual(['mail:send tasks:write', '']);
    const request = requestOf(page.popups[1]?.visited[0]);
    expect(request.get('scope')).toBe('openid offline_access files:read files:write');
    expect(request.get('prompt')).toBe('consent');
    expect(client.granted.toString()).toBe('files:read files:write');
    expect(revoked()).toHaveLength(1);
    expect(events.revoked).not.toHaveBeenCalled();
    expect(events.denied).toHaveBeenCalledOnce();
    expect(client.getSnapshot().denied.toString()).toBe('mail:send tasks:write');
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(1);
    expect((await client.fetch(`${resource}/files`)).status).toBe(200);
    world.clock.now += 301_000;
    expect((await client.fetch(`${resource}/files`)).status).toBe(200);
  });

  test('stay away after a reload, and come back when the user asks', async () => {
    const { client, page } = await granted();
    await client.dropScopes('tasks:write');
    const reloaded = page.open();
    expect(await world.client(reloaded).handleRedirect()).toEqual({ kind: 'leaving' });
    const request = requestOf(reloaded.leftFor);
    expect(request.get('scope')).toBe('openid offline_access files:read files:write');
    const restored = world.client(await reloaded.follow());
    await restored.handleRedirect();
    expect(restored.can('tasks:write')).toBe(false);
    expect((await restored.requestPermission('tasks:write')).status).toBe('granted');
  });

  test('take along what implies them', async () => {
    const catalogue = defineCatalogue({
      scopes: {
        'files:read': { title: 'Read files' },
        'files:write': { title: 'Change files', implies: ['files:read'] },
        'tasks:write': { title: 'Change tasks' },
      },
    });
    const scopes = { initial: ['files:write', 'tasks:write'] } as const;
    const client = createClient({ ...world.options(world.page()), catalogue, scopes });
    await client.signIn({ via: 'popup' });
    const outcome = await client.dropScopes('files:read');
    expect(outcome).toMatchObject({ status: 'dropped' });
    expect(outcome.dropped.toString()).toBe('files:read files:write');
    expect(client.can('files:read')).toBe(false);
    expect(client.granted.toString()).toBe('tasks:write');
  });

  test('are told to be kept where the server grants them all the same', async () => {
    // Without openid an answer needs no ID token.
    world.switches.metadata = { scopes_supported: ['offline_access'] };
    const scope = 'files:read tasks:write';
    const stubborn = { access_token: 'a', token_type: 'Bearer', scope };
    world.server.use(http.post(`${issuer}/token`, () => HttpResponse.json(stubborn)));
    const { client } = await world.signedIn();
    const outcome = await client.dropScopes('tasks:write');
    expect(outcome.status).toBe('kept');
    expect([outcome.dropped, outcome.kept].map(String)).toEqual(['', 'tasks:write']);
    expect(client.getSnapshot().denied.size).toBe(0);
  });

  test('that are not held cost no round trip', async () => {
    const { client, page } = await world.signedIn();
    expect(await client.dropScopes('tasks:write')).toMatchObject({ status: 'dropped' });
    expect(page.popups).toHaveLength(0);
    // @ts-expect-error An action is no scope.
    await expect(client.dropScopes('files.wirte')).rejects.toThrow(/Unknown scope/);
    await expect(world.client(page.open()).dropScopes('files:read')).rejects.toMatchObject({
      code: 'SIGN_IN_REQUIRED',
    });
  });

  test('take along what is granted at other resources', async () => {
    const { page } = await world.signedIn();
    const client = createClient({
      ...world.options(page),
      resources: { [notes]: { catalogue: notesCatalogue, scopes: { initial: ['notes:read'] } } },
    });
    await client.signIn({ via: 'popup' });
    await client.requestPermission('files:write');
    expect((await client.dropScopes('files:write')).status).toBe('dropped');
    expect(client.for(notes).granted.toString()).toBe('notes:read');
    expect((await client.fetch(`${notes}/list`)).status).toBe(200);
    await client.for(notes).dropScopes(['notes:read']);
    expect(client.for(notes).granted.size).toBe(0);
    expect(client.granted.toString()).toBe('files:read');
  });
});

describe('nothing changes where giving up', () => {
  test('is refused by the user', async () => {
    const { client } = await granted();
    world.switches.denies = true;
    expect((await client.dropScopes('tasks:write')).status).toBe('dismissed');
    expect(client.granted.toString()).toBe('files:read files:write tasks:write');
    expect(client.getSnapshot().denied.size).toBe(0);
    expect(revoked()).toEqual([]);
  });

  test('opens no window, or is cancelled', async () => {
    const { client, page } = await granted();
    page.blockPopups(true);
    expect((await client.dropScopes('tasks:write')).status).toBe('blocked');
    page.blockPopups(false);
    page.popupBehaviour = 'wait';
    const controller = new AbortController();
    const dropping = client.dropScopes('tasks:write', { signal: controller.signal });
    controller.abort();
    expect((await dropping).status).toBe('dismissed');
    expect(client.can('tasks:write')).toBe(true);
  });
});

describe('by redirect', () => {
  test('the outcome comes back with the page', async () => {
    const { client, page } = await granted();
    const leaving = client.dropScopes('tasks:write', { via: 'redirect', returnTo: '/x' });
    expect((await leaving).status).toBe('redirecting');
    const back = await page.follow();
    const returned = world.client(back);
    const { kind, outcome, dropOutcome } = await returned.handleRedirect();
    expect([kind, outcome]).toEqual(['returned', undefined]);
    expect(dropOutcome?.status).toBe('dropped');
    expect(dropOutcome?.dropped.toString()).toBe('tasks:write');
    expect(returned.granted.toString()).toBe('files:read files:write');
    expect(returned.getSnapshot().denied.toString()).toBe('tasks:write');
    expect(back.url.pathname).toBe('/x');
  });

  test('a refusal fetches the tokens back, and nothing is dropped', async () => {
    const { client, page } = await granted();
    world.switches.denies = true;
    await client.dropScopes('tasks:write', { via: 'redirect' });
    const denied = await page.follow();
    expect(await world.client(denied).handleRedirect()).toEqual({ kind: 'leaving' });
    const restored = world.client(await denied.follow());
    const result = await restored.handleRedirect();
    expect(result.kind).toBe('returned');
    expect(result).not.toHaveProperty('dropOutcome');
    expect(restored.granted.toString()).toBe('files:read files:write tasks:write');
  });
});
