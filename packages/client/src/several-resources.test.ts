import { ScopeSet } from '@stepscope/core';
import { createFakeBrowser, type FakePage } from '@stepscope/testing/msw';
import axios from 'axios';
import { http, HttpResponse } from 'msw';
import { describe, expect, expectTypeOf, test, vi } from 'vitest';
import { attachAxios, createClient, type ResourceClient } from './index.js';
import { eventually } from './test-support/eventually.js';
import {
  app,
  archive,
  archiveCatalogue,
  createWorld,
  issuer,
  notes,
  notesCatalogue,
  requestOf,
  resource,
  scriptedPrompt,
  type ScriptedPrompt,
} from './test-support/world.js';

const world = createWorld();
const files = `${resource}/files`;
const list = `${notes}/list`;

type NoteScope = 'notes:read' | 'notes:write';

interface Setup {
  readonly prompt?: ScriptedPrompt;
  readonly initialNotes?: readonly NoteScope[];
}

function make(page: FakePage, { prompt, initialNotes = [] }: Setup = {}) {
  return createClient({
    ...world.options(page),
    ...(prompt && { prompt }),
    resources: {
      [notes]: {
        catalogue: notesCatalogue,
        scopes: { initial: initialNotes, mayRequest: ['notes:read', 'notes:write'] },
      },
      [archive]: {
        catalogue: archiveCatalogue,
        scopes: { initial: [], mayRequest: ['files:read'] },
      },
    } as const,
  });
}

async function signedIn(setup: Setup = {}) {
  const openPage = (opened: FakePage) => make(opened, setup).handleRedirect();
  const first = createFakeBrowser({ url: `${app}/files`, openPage });
  await make(first, setup).signIn();
  const page = await first.follow();
  const client = make(page, setup);
  await client.handleRedirect();
  return { client, page, api: client.for(notes), start: requestOf(first.leftFor) };
}

const audiences = () =>
  [...world.codes(), ...world.refreshes()].map(({ params }) => params.getAll('resource'));

const callsTo = (url: string) => world.sent.filter((sent) => sent.url === url);

describe('signing in', () => {
  test('asks once for the initial scopes of all resources, and gets a token for each [S1.15]', async () => {
    const { client, api, start } = await signedIn({ initialNotes: ['notes:read'] });
    expect(start.get('scope')).toBe('openid offline_access files:read notes:read');
    expect(start.getAll('resource')).toEqual([resource, notes]);
    expect(audiences()).toEqual([[resource], [notes]]);
    expect([client.granted, api.granted].map(String)).toEqual(['files:read', 'notes:read']);
    await client.fetch(files);
    await client.fetch(list);
    const [toFiles] = callsTo(files);
    const [toNotes] = callsTo(list);
    expect(toFiles?.authorization).toMatch(/^Bearer ey/);
    expect(toNotes?.authorization).toMatch(/^Bearer ey/);
    expect(toNotes?.authorization).not.toBe(toFiles?.authorization);
    expect(world.sent.some(({ url }) => url.startsWith(archive))).toBe(false);
  });

  test('leaves a resource without initial scopes alone', async () => {
    const { client, api, start } = await signedIn();
    expect(start.getAll('resource')).toEqual([resource]);
    expect(api.granted.size).toBe(0);
    expect(api.getSnapshot()).toMatchObject({ status: 'signed-in', user: { sub: 'user-1' } });
    expect(client.can('files:read')).toBe(true);
  });

  test('stands where one resource gets no token', async () => {
    world.server.use(
      http.post(`${issuer}/token`, async ({ request }) => {
        const params = new URLSearchParams(await request.clone().text());
        const refused = params.get('resource') === notes;
        return refused
          ? HttpResponse.json({ error: 'invalid_target' }, { status: 400 })
          : undefined;
      }),
    );
    const { client, api } = await signedIn({ initialNotes: ['notes:read'] });
    expect([client.granted, api.granted].map(String)).toEqual(['files:read', '']);
    expect(api.getSnapshot().denied.size).toBe(0);
    expect((await client.fetch(files)).status).toBe(200);
  });

  test('remembers what was unticked where it was unticked', async () => {
    world.switches.declines = ['notes:read'];
    const { client, api } = await signedIn({ initialNotes: ['notes:read', 'notes:write'] });
    expect(api.granted.toString()).toBe('notes:write');
    expect(api.getSnapshot().denied.toString()).toBe('notes:read');
    expect(client.getSnapshot().denied.size).toBe(0);
  });
});

describe('a permission at another resource', () => {
  test('is asked for together with what is granted, and both tokens are renewed', async () => {
    const { client, page, api } = await signedIn();
    const changed = vi.fn();
    api.subscribe(changed);
    const outcome = await api.requestPermission('notes.add');
    expect(outcome).toMatchObject({ status: 'granted' });
    const request = requestOf(page.popups[0]?.visited[0]);
    expect(request.get('scope')).toBe('openid offline_access files:read notes:write');
    expect(request.getAll('resource')).toEqual([notes, resource]);
    expect(audiences()).toEqual([[resource], [notes], [resource]]);
    expect(api.can('notes.add')).toBe(true);
    expect(client.granted.toString()).toBe('files:read');
    expect(changed).toHaveBeenCalledOnce();
    expect((await client.fetch(list, { method: 'POST' })).status).toBe(200);
    expect((await client.fetch(files)).status).toBe(200);
  });

  test('is asked for after a call without a token, which then goes through', async () => {
    const prompt = scriptedPrompt();
    const { client, api } = await signedIn({ prompt });
    expect((await client.fetch(list)).status).toBe(200);
    expect(prompt.shown).toHaveLength(1);
    expect(prompt.shown[0]?.getState().scopes).toMatchObject([{ title: 'Read notes' }]);
    expect(callsTo(list).map(({ authorization }) => authorization !== null)).toEqual([false, true]);
    expect(api.granted.toString()).toBe('notes:read');
  });

  test('is denied there alone, and its memory is its own', async () => {
    const prompt = scriptedPrompt();
    const { client, api } = await signedIn({ prompt });
    const denied = { own: vi.fn(), other: vi.fn() };
    client.on('denied', denied.own);
    api.on('denied', denied.other);
    world.switches.denies = true;
    await expect(client.fetch(list)).rejects.toMatchObject({ outcome: 'denied' });
    await expect(client.fetch(list)).rejects.toMatchObject({ outcome: undefined });
    delete world.switches.denies;
    expect(prompt.shown).toHaveLength(1);
    expect(denied.own).not.toHaveBeenCalled();
    expect(denied.other).toHaveBeenCalledExactlyOnceWith({ scopes: ScopeSet.of('notes:read') });
    expect((await client.requestPermission('files:write')).status).toBe('granted');
  });

  test('whose scope has another meaning elsewhere is asked for alone, with tokens of its own', async () => {
    const { client, page } = await signedIn();
    expect((await client.requestPermission('files:write')).status).toBe('granted');
    const old = client.for(archive);
    expect((await old.requestPermission('files:read')).status).toBe('granted');
    const request = requestOf(page.popups[1]?.visited[0]);
    expect([request.get('scope'), request.getAll('resource')]).toEqual([
      'openid offline_access files:read',
      [archive],
    ]);
    expect([client.granted, old.granted].map(String)).toEqual([
      'files:read files:write',
      'files:read',
    ]);
    world.clock.now += 301_000;
    expect((await client.fetch(files)).status).toBe(200);
    expect((await client.fetch(`${archive}/old`)).status).toBe(200);
    const tokens = world.refreshes().map(({ params }) => params.get('refresh_token'));
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test('waits for a question about another API', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client } = await signedIn({ prompt });
    const first = client.fetch(`${resource}/tasks`);
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    const second = client.fetch(list);
    await eventually(() => expect(callsTo(list)).toHaveLength(1));
    prompt.shown[0]?.approve();
    expect((await first).status).toBe(200);
    await eventually(() => expect(prompt.shown).toHaveLength(2));
    expect(prompt.shown[0]?.getState().scopes).toMatchObject([{ scope: 'tasks:write' }]);
    prompt.shown[1]?.approve();
    expect((await second).status).toBe(200);
  });

  test('that was asked for by redirect comes back with its outcome, and all tokens', async () => {
    const { page, api } = await signedIn();
    await api.requestPermission('notes:read', { via: 'redirect', prompt: false, returnTo: '/n' });
    const back = await page.follow();
    const client = make(back);
    const { outcome } = await client.handleRedirect();
    expect(outcome?.status).toBe('granted');
    expect([client.granted, client.for(notes).granted].map(String)).toEqual([
      'files:read',
      'notes:read',
    ]);
  });

  test('that was denied by redirect leaves the other tokens to be fetched back', async () => {
    const { page, api } = await signedIn();
    world.switches.denies = true;
    await api.requestPermission('notes:read', { via: 'redirect', prompt: false });
    const denied = await page.follow();
    expect(await make(denied).handleRedirect()).toEqual({ kind: 'leaving' });
    const restored = await denied.follow();
    const client = make(restored);
    const { outcome } = await client.handleRedirect();
    expect(outcome?.status).toBe('denied');
    expect(outcome?.denied.toString()).toBe('notes:read');
    expect(client.granted.toString()).toBe('files:read');
  });
});

describe('tokens that share a refresh token', () => {
  test('are renewed one after another, and none is sent twice', async () => {
    const { client } = await signedIn({ initialNotes: ['notes:read'] });
    for (let round = 0; round < 3; round++) {
      world.clock.now += 295_000;
      const calls = [files, list, files, list, list].map((url) => client.fetch(url));
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(5).fill(200));
    }
    const refreshes = world.refreshes();
    const tokens = refreshes.map(({ params }) => params.get('refresh_token'));
    expect(tokens).toHaveLength(1 + 3 * 2);
    expect(new Set(tokens).size).toBe(tokens.length);
  });

  test('are all renewed as the page becomes visible, and each tells what it lost', async () => {
    const { client, page, api } = await signedIn({ initialNotes: ['notes:read', 'notes:write'] });
    const revoked = { own: vi.fn(), other: vi.fn() };
    client.on('revoked', revoked.own);
    api.on('revoked', revoked.other);
    world.switches.revoked = ['notes:write'];
    world.clock.now += 11_000;
    page.becomeVisible();
    await eventually(() => expect(world.refreshes()).toHaveLength(3));
    await eventually(() => {
      expect(revoked.other).toHaveBeenCalledExactlyOnceWith({
        scopes: ScopeSet.of('notes:write'),
      });
    });
    expect(revoked.own).not.toHaveBeenCalled();
    expect([client.granted, api.granted].map(String)).toEqual(['files:read', 'notes:read']);
  });

  test('end together where the server says that it is over', async () => {
    const { client, api } = await signedIn({ initialNotes: ['notes:read'] });
    const ended = { own: vi.fn(), other: vi.fn() };
    client.on('signed-out', ended.own);
    api.on('signed-out', ended.other);
    world.switches.grantEnded = true;
    world.clock.now += 301_000;
    await expect(client.fetch(list)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    expect(ended.own).toHaveBeenCalledExactlyOnceWith({ reason: 'ended' });
    expect(ended.other).toHaveBeenCalledExactlyOnceWith({ reason: 'ended' });
    expect([client.granted.size, api.granted.size]).toEqual([0, 0]);
  });

  test('are revoked once by signing out', async () => {
    const { client } = await signedIn({ initialNotes: ['notes:read'] });
    await client.signOut({ endSession: false });
    const revoked = world.sent.filter(({ url }) => url === `${issuer}/revoke`);
    expect(revoked).toHaveLength(1);
    expect(client.for(notes).getSnapshot()).toMatchObject({ status: 'signed-out' });
  });
});

test('tokens of their own end one by one, and the user stays signed in', async () => {
  const prompt = scriptedPrompt();
  const { client } = await signedIn({ prompt });
  const old = client.for(archive);
  await client.requestPermission('files:write');
  await old.requestPermission('files:read');
  world.clock.now += 295_000;
  world.server.use(
    http.post(
      `${issuer}/token`,
      () => HttpResponse.json({ error: 'invalid_grant' }, { status: 400 }),
      { once: true },
    ),
  );
  prompt.onShow = (request) => request.dismiss();
  await expect(client.fetch(`${archive}/old`)).rejects.toMatchObject({ outcome: 'dismissed' });
  expect(old.granted.size).toBe(0);
  expect(client.getSnapshot().status).toBe('signed-in');
  expect((await client.fetch(files)).status).toBe(200);
});

test('a reload restores all tokens by one round trip', async () => {
  const { page, api } = await signedIn();
  await api.requestPermission('notes:write');
  const reloaded = page.open();
  expect(await make(reloaded).handleRedirect()).toEqual({ kind: 'leaving' });
  const request = requestOf(reloaded.leftFor);
  expect(request.get('prompt')).toBe('none');
  expect(request.get('scope')).toBe('openid offline_access files:read notes:write');
  const restored = await reloaded.follow();
  const client = make(restored);
  await client.handleRedirect();
  expect([client.granted, client.for(notes).granted].map(String)).toEqual([
    'files:read',
    'notes:write',
  ]);
});

test('a challenge is answered with scopes of the resource of the call alone [S3.18, P.09]', async () => {
  const prompt = scriptedPrompt();
  const { client } = await signedIn({ prompt });
  const header = 'Bearer error="insufficient_scope", scope="notes:write"';
  world.server.use(
    http.get(
      `${resource}/x`,
      () => new HttpResponse(null, { status: 403, headers: { 'WWW-Authenticate': header } }),
    ),
  );
  await expect(client.fetch(`${resource}/x`)).rejects.toMatchObject({
    code: 'INSUFFICIENT_SCOPE',
    outcome: undefined,
  });
  expect(prompt.shown).toHaveLength(0);
});

test('axios sends each call the token of its resource', async () => {
  const { client } = await signedIn({ initialNotes: ['notes:read'] });
  const instance = axios.create({ adapter: 'fetch' });
  attachAxios(client, instance);
  expect((await instance.get(files)).status).toBe(200);
  expect((await instance.get(list)).status).toBe(200);
  const sent = [...callsTo(files), ...callsTo(list)].map(({ authorization }) => authorization);
  expect(new Set(sent).size).toBe(2);
});

test('for() infers scopes and actions, and knows no other resource', async () => {
  const { client, api } = await signedIn();
  expectTypeOf(api).toEqualTypeOf<ResourceClient<NoteScope, 'notes.add'>>();
  expectTypeOf(client.for(resource as string)).toEqualTypeOf<ResourceClient>();
  expect(client.for(resource)).toBe(client);
  expect(api.resource).toBe(notes);
  expect(api.fetch).toBe(client.fetch);
  // @ts-expect-error A scope of another API does not compile.
  expect(() => api.can('files:read')).toThrow(/Unknown scope "files:read"/);
  expect(() => client.for(`${notes}/`)).toThrow(
    `for("${notes}/") names a resource that the client was not made with: list it in the option resources. Did you mean "${notes}"?`,
  );
});
