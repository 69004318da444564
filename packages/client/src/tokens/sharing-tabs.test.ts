import { ScopeSet } from '@stepscope/core';
import type { FakePage } from '@stepscope/testing/msw';
import { http, HttpResponse } from 'msw';
import { describe, expect, test, vi } from 'vitest';
import { eventually } from '../test-support/eventually.js';
import { openTab as openAnotherTab, type Tab } from '../test-support/tabs.js';
import { createWorld, issuer, resource } from '../test-support/world.js';

const world = createWorld();
const files = `${resource}/files`;

const openTab = ({ page }: Tab): Promise<Tab> => openAnotherTab(world, page);

/** Nobody hears what the tab of `page` says to others after the answer was called. */
function muting(page: FakePage): () => void {
  const openChannel = page.openChannel.bind(page);
  let muted = false;
  page.openChannel = (name) => {
    const channel = openChannel(name);
    const post = (message: unknown): void => {
      if (!muted || !name.startsWith('stepscope:1:')) channel.post(message);
    };
    return { ...channel, post };
  };
  return () => (muted = true);
}

const refreshTokens = (): (string | null)[] =>
  world.refreshes().map(({ params }) => params.get('refresh_token'));

/** Holds back what the token endpoint answers until `open` is called. */
function gate(): { open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  // Without an answer of its own, the handler below it answers.
  world.server.use(http.post(`${issuer}/token`, () => opened));
  return { open };
}

describe('tabs of one origin', () => {
  test('share the tokens: a new one needs no round trip', async () => {
    const first = await world.signedIn();
    await first.client.requestPermission('files:write');
    const second = await openTab(first);
    expect(second.page.leftFor).toBeUndefined();
    expect(second.client.getSnapshot()).toMatchObject({
      status: 'signed-in',
      user: { sub: 'user-1' },
    });
    expect(second.client.granted.toString()).toBe('files:read files:write');
    expect((await second.client.fetch(files)).status).toBe(200);
    expect(world.refreshes()).toHaveLength(0);
  });

  test('write no token down', async () => {
    const first = await world.signedIn();
    await openTab(first);
    world.clock.now += 295_000;
    await first.client.fetch(files);
    const written = JSON.stringify([
      first.page.records.entries(),
      first.page.localStorage.entries(),
      first.page.sessionStorage.entries(),
    ]);
    expect(written).toContain('version');
    expect(written).not.toMatch(/ey[\w-]+\.ey/);
    for (const token of refreshTokens()) expect(written).not.toContain(token);
  });

  test('refresh once, whichever of them need it [P.14]', async () => {
    const first = await world.signedIn();
    const tabs = [first, await openTab(first), await openTab(first)];
    for (let round = 1; round <= 3; round++) {
      world.clock.now += 295_000;
      const calls = tabs.flatMap(({ client }) => [client.fetch(files), client.fetch(files)]);
      expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(6).fill(200));
      expect(new Set(refreshTokens()).size).toBe(round);
      expect(refreshTokens()).toHaveLength(round);
    }
  });

  test('use the token that another one has renewed, after theirs was refused', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const old = gate();
    world.clock.now += 295_000;
    const renewing = first.client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    const waiting = second.client.fetch(files);
    old.open();
    expect((await renewing).status).toBe(200);
    expect((await waiting).status).toBe(200);
    const [one, other] = world.apiCalls().map(({ authorization }) => authorization);
    expect(other).toBe(one);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('see a permission that was granted in another one', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const changed = vi.fn();
    second.client.subscribe(changed);
    await first.client.requestPermission('files:write');
    await eventually(() => expect(second.client.can('files.create')).toBe(true));
    expect(changed).toHaveBeenCalledOnce();
    expect(world.codes()).toHaveLength(2);
  });

  test('hear of a scope that was taken back, once', async () => {
    const first = await world.signedIn();
    await first.client.requestPermission('files:write');
    const second = await openTab(first);
    const [here, there] = [vi.fn(), vi.fn()];
    first.client.on('revoked', here);
    second.client.on('revoked', there);
    world.switches.revoked = ['files:write'];
    world.clock.now += 20_000;
    first.page.becomeVisible();
    await eventually(() => expect(there).toHaveBeenCalled());
    expect(here).toHaveBeenCalledExactlyOnceWith({ scopes: ScopeSet.of('files:write') });
    expect(there).toHaveBeenCalledExactlyOnceWith({ scopes: ScopeSet.of('files:write') });
    expect(second.client.can('files:write')).toBe(false);
  });

  test('hear of a “no”, and do not ask again', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const denied = vi.fn();
    second.client.on('denied', denied);
    world.switches.declines = ['tasks:write'];
    await first.client.requestPermission('tasks:write');
    await eventually(() => expect(denied).toHaveBeenCalledOnce());
    expect(denied).toHaveBeenCalledWith({ scopes: ScopeSet.of('tasks:write') });
    expect(second.client.getSnapshot().denied.toString()).toBe('tasks:write');
    await expect(second.client.fetch(`${resource}/tasks`)).rejects.toMatchObject({
      outcome: undefined,
    });
  });

  test('are signed in by a sign-in in one of them', async () => {
    const page = world.page();
    const first = world.client(page);
    await first.handleRedirect();
    const second = await openTab({ client: first, page });
    expect(second.client.getSnapshot().status).toBe('signed-out');
    await first.signIn({ via: 'popup' });
    await eventually(() => expect(second.client.getSnapshot().status).toBe('signed-in'));
  });

  test('with another user are left alone', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    world.switches.user = { sub: 'user-2' };
    await first.client.signIn({ via: 'popup' });
    const third = await openTab(first);
    expect(third.client.user?.sub).toBe('user-2');
    expect(second.client.user?.sub).toBe('user-1');
    world.switches.user = { sub: 'user-1' };
    world.clock.now += 295_000;
    expect((await second.client.fetch(files)).status).toBe(200);
    expect(second.client.user?.sub).toBe('user-1');
    await second.client.signOut({ endSession: false });
    expect(third.client.getSnapshot().status).toBe('signed-in');
  });
});

describe('signing out in one tab', () => {
  test('signs all of them out', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const ended = vi.fn();
    second.client.on('signed-out', ended);
    await first.client.signOut({ endSession: false });
    await eventually(() => expect(ended).toHaveBeenCalledOnce());
    expect(ended).toHaveBeenCalledWith({ reason: 'signed-out' });
    expect(second.client.getSnapshot()).toMatchObject({ status: 'signed-out', user: undefined });
    const third = await openTab(first);
    expect(third.client.getSnapshot().status).toBe('signed-out');
  });

  test('lets no refresh of another one bring anything back, and takes its tokens back', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const answer = gate();
    world.clock.now += 301_000;
    const call = second.client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    // The server is slow to revoke: it grants what was asked before.
    world.server.use(http.post(`${issuer}/revoke`, () => new HttpResponse(null), { once: true }));
    await first.client.signOut({ endSession: false });
    answer.open();
    await expect(call).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    for (const { client } of [first, second]) {
      expect(client.getSnapshot().status).toBe('signed-out');
      expect(client.granted.size).toBe(0);
    }
    await eventually(() => {
      const revoked = world.sent.filter(({ url }) => url.endsWith('/revoke'));
      expect(new Set(revoked.map(({ params }) => params.get('token'))).size).toBe(2);
    });
  });
});

describe('signing out in a tab that is closed at once', () => {
  test('signs the others out, even where it could not be written down', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const { records } = first.page;
    const update = records.update.bind(records);
    records.update = (key, change) => {
      if (key.includes(':tokens:')) first.page.close();
      return update(key, change);
    };
    void first.client.signOut({ endSession: false });
    await eventually(() => expect(second.client.getSnapshot().status).toBe('signed-out'));
    expect((await openTab(second)).client.getSnapshot().status).toBe('signed-out');
  });

  test('signs all others out as soon as one of them finds it written down', async () => {
    const first = await world.signedIn();
    const [second, third] = [await openTab(first), await openTab(first)];
    const page = first.page.newTab();
    const mute = muting(page);
    const closing = world.client(page);
    await closing.handleRedirect();
    mute();
    await closing.signOut({ endSession: false });
    page.close();
    expect(third.client.getSnapshot().status).toBe('signed-in');
    world.clock.now += 295_000;
    await expect(second.client.fetch(files)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    await eventually(() => expect(third.client.getSnapshot().status).toBe('signed-out'));
  });
});

describe('a refresh that the server refuses', () => {
  test('ends the session in every tab, and it can be restored', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const ended = vi.fn();
    second.client.on('signed-out', ended);
    world.switches.grantEnded = true;
    world.clock.now += 301_000;
    await expect(first.client.fetch(files)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    await eventually(() => expect(ended).toHaveBeenCalledWith({ reason: 'ended' }));
    first.page.close();
    const reloaded = world.client(second.page.open());
    expect(await reloaded.handleRedirect()).toEqual({ kind: 'leaving' });
  });
});

describe('a tab that is closed', () => {
  test('while it refreshes: nobody sends its refresh token again', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const answer = gate();
    world.clock.now += 295_000;
    void first.client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    const waiting = second.client.fetch(files);
    first.page.close();
    // The access token is good while it lasts.
    expect((await waiting).status).toBe(200);
    expect(second.client.getSnapshot().status).toBe('signed-in');
    answer.open();
    world.switches.revoked = ['files:read'];
    await expect(second.client.fetch(files)).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    expect(world.refreshes()).toHaveLength(1);
    const reloaded = world.client(second.page.open());
    expect(await reloaded.handleRedirect()).toEqual({ kind: 'leaving' });
  });

  test('while it refreshes: a token that has run out is not sent', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const answer = gate();
    world.clock.now += 301_000;
    void first.client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    const waiting = second.client.fetch(files);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    first.page.close();
    await refused;
    expect(world.apiCalls().map(({ authorization }) => authorization)).toEqual([null]);
    answer.open();
  });

  test('while it refreshes: a token that the API refuses is not sent again', async () => {
    const first = await world.signedIn();
    const second = await openTab(first);
    const answer = gate();
    world.switches.revoked = ['files:read'];
    void first.client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    const waiting = second.client.fetch(files);
    const refused = expect(waiting).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    first.page.close();
    await refused;
    expect(world.apiCalls()).toHaveLength(2);
    answer.open();
  });

  test('before anybody heard of its new tokens: the old refresh token is not sent', async () => {
    const first = await world.signedIn();
    const [second, third] = [await openTab(first), await openTab(first)];
    // What it says to other tabs goes with it.
    muting(first.page)();
    const closing = world.client(first.page);
    await closing.signIn({ via: 'popup' });
    first.page.close();
    world.clock.now += 295_000;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const call = second.client.fetch(files);
      const refused = expect(call).rejects.toMatchObject({ code: 'SIGN_IN_REQUIRED' });
      await vi.advanceTimersByTimeAsync(3000);
      await refused;
    } finally {
      vi.useRealTimers();
    }
    expect(world.refreshes()).toHaveLength(0);
    expect(second.client.getSnapshot().status).toBe('signed-out');
    await eventually(() => expect(third.client.getSnapshot().status).toBe('signed-out'));
  });
});
