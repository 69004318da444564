import type { FakePage } from '@stepscope/testing/msw';
import { http } from 'msw';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { eventually } from './test-support/eventually.js';
import { openTab } from './test-support/tabs.js';
import { createWorld, issuer, resource, scriptedPrompt } from './test-support/world.js';

const world = createWorld();
const files = `${resource}/files`;
const tasks = `${resource}/tasks`;

/** A page that hears nothing of other tabs while it is put aside. */
function puttingAside(page: FakePage): { aside: boolean } {
  const state = { aside: false };
  const open = (name: string) => page.newTab().openChannel(name);
  page.openChannel = (name) => {
    const channel = open(name);
    return {
      ...channel,
      onMessage: (listener) =>
        channel.onMessage((message) => {
          if (!state.aside) listener(message);
        }),
    };
  };
  return state;
}

describe('a page that the browser’s Back brings back as it was', () => {
  test('has no question open any more, and takes new ones [P.12]', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    const call = client.fetch(tasks);
    const refused = expect(call).rejects.toMatchObject({ outcome: 'dismissed' });
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    page.comeBack();
    await refused;
    expect(prompt.shown[0]?.getState().phase).toBe('settled');
    prompt.onShow = (request) => request.approve();
    expect((await client.requestPermission('tasks:write')).status).toBe('granted');
  });

  test('has no window of its own to wait for', async () => {
    const page = world.page();
    page.popupBehaviour = 'wait';
    const client = world.client(page);
    const signingIn = client.signIn({ via: 'popup' });
    page.comeBack();
    expect((await signingIn).status).toBe('dismissed');
  });

  test('does not stay in the middle of leaving', async () => {
    const { page } = await world.signedIn();
    const reloaded = page.open();
    const client = world.client(reloaded);
    expect(await client.handleRedirect()).toEqual({ kind: 'leaving' });
    expect(client.getSnapshot().status).toBe('starting');
    reloaded.comeBack();
    expect(client.getSnapshot().status).toBe('signed-out');
  });

  test('takes over what other tabs have done since', async () => {
    const first = await world.signedIn();
    const page = first.page.newTab();
    const state = puttingAside(page);
    const client = world.client(page);
    await client.handleRedirect();
    state.aside = true;
    await first.client.requestPermission('files:write');
    expect(client.can('files:write')).toBe(false);
    state.aside = false;
    page.comeBack();
    await eventually(() => expect(client.can('files:write')).toBe(true));
    state.aside = true;
    await first.client.signOut({ endSession: false });
    expect(client.getSnapshot().status).toBe('signed-in');
    state.aside = false;
    page.comeBack();
    await eventually(() => expect(client.getSnapshot().status).toBe('signed-out'));
    expect(world.refreshes()).toHaveLength(0);
  });
});

describe('two clients in one page, as effects that run twice make them', () => {
  test('answer a response once, both with what came of it', async () => {
    const page = world.page();
    await world.client(page).signIn({ data: 7 });
    const back = await page.follow();
    const clients = [world.client(back), world.client(back)];
    const results = await Promise.all(clients.map((client) => client.handleRedirect()));
    expect(results[1]).toEqual(results[0]);
    expect(results[0]).toMatchObject({ outcome: { status: 'granted' }, intent: { data: 7 } });
    for (const client of clients) expect(client.getSnapshot().status).toBe('signed-in');
    expect(world.codes()).toHaveLength(1);
  });

  test('leave once to restore a sign-in', async () => {
    const { page } = await world.signedIn();
    const reloaded = page.open();
    const left: string[] = [];
    reloaded.leave = (url) => void left.push(url);
    const clients = [world.client(reloaded), world.client(reloaded)];
    const results = await Promise.all(clients.map((client) => client.handleRedirect()));
    expect(results).toEqual([{ kind: 'leaving' }, { kind: 'leaving' }]);
    expect(left).toHaveLength(1);
  });

  test('one that comes later finds its own answer', async () => {
    const { client, page } = await world.signedIn();
    const later = world.client(page);
    expect(await later.handleRedirect()).toEqual({ kind: 'none' });
    expect(later.getSnapshot().status).toBe('signed-in');
    expect(client.getSnapshot().status).toBe('signed-in');
  });
});

describe('an AbortSignal', () => {
  test('keeps signIn from leaving the page', async () => {
    const page = world.page();
    const controller = new AbortController();
    const signingIn = world.client(page).signIn({ signal: controller.signal });
    controller.abort();
    expect((await signingIn).status).toBe('dismissed');
    expect(page.leftFor).toBeUndefined();
    expect(page.sessionStorage.entries()).toEqual({});
  });

  test('keeps requestPermission from leaving the page', async () => {
    const { client, page } = await world.signedIn();
    const controller = new AbortController();
    const { signal } = controller;
    const asking = client.requestPermission('files:write', {
      via: 'redirect',
      prompt: false,
      signal,
    });
    controller.abort();
    expect((await asking).status).toBe('dismissed');
    // Another request takes the time that this one would have taken.
    await client.requestPermission('tasks:write', { prompt: false });
    expect(page.leftFor).toBeUndefined();
  });

  test('ends the wait of a call for another tab that refreshes, which goes on', async () => {
    const first = await world.signedIn();
    const second = await openTab(world, first.page);
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    world.server.use(http.post(`${issuer}/token`, () => gate));
    world.clock.now += 301_000;
    const renewing = first.client.fetch(files);
    await eventually(() => expect(world.refreshes()).toHaveLength(1));
    const controller = new AbortController();
    const turn = vi.spyOn(second.page, 'withLock');
    const waiting = second.client.fetch(files, { signal: controller.signal });
    await eventually(() => expect(turn).toHaveBeenCalled());
    const aborted = expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await aborted;
    open();
    expect((await renewing).status).toBe(200);
    expect((await second.client.fetch(files)).status).toBe(200);
    expect(world.refreshes()).toHaveLength(1);
  });

  test('ends what signOut has left to do elsewhere; here the user is signed out', async () => {
    const { client, page } = await world.signedIn();
    world.server.use(http.post(`${issuer}/revoke`, () => new Promise(() => {})));
    const controller = new AbortController();
    const signingOut = client.signOut({ signal: controller.signal });
    const aborted = expect(signingOut).rejects.toMatchObject({ name: 'AbortError' });
    controller.abort();
    await aborted;
    expect(client.getSnapshot().status).toBe('signed-out');
    expect(page.leftFor).toBeUndefined();
  });
});

describe('where the browser refuses', () => {
  const refuse = (): never => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  const reject = (): Promise<never> => Promise.resolve().then(refuse);

  const refusing: Record<string, (page: FakePage) => void> = {
    channels: (page) => void (page.openChannel = tabChannelsBy(page, refuse)),
    locks: (page) => void (page.withLock = reject),
    IndexedDB: (page) => {
      Object.assign(page, { records: { update: reject, entries: () => ({}) } });
    },
  };

  /** Channels of popups go on: the fake browser needs them. */
  function tabChannelsBy(page: FakePage, refused: () => never): FakePage['openChannel'] {
    const open = (name: string) => page.newTab().openChannel(name);
    return (name) => (name.startsWith('stepscope:1:') ? refused() : open(name));
  }

  test.each(Object.entries(refusing))(
    '%s, each tab signs in for itself, and nothing waits',
    async (_, change) => {
      const page = world.page();
      change(page);
      const client = world.client(page);
      await client.handleRedirect();
      await client.signIn({ via: 'popup' });
      expect((await client.fetch(tasks)).status).toBe(200);
      world.clock.now += 295_000;
      const calls = await Promise.all([client.fetch(files), client.fetch(files)]);
      expect(calls.map(({ status }) => status)).toEqual([200, 200]);
      expect(world.refreshes()).toHaveLength(1);

      const tab = page.newTab();
      change(tab);
      const other = world.client(tab);
      expect(await other.handleRedirect()).toEqual({ kind: 'leaving' });
      await client.signOut({ endSession: false });
      expect(client.getSnapshot().status).toBe('signed-out');
    },
  );

  test('to let a frame of another site share what pages share, windows are not opened [P.04]', async () => {
    const page = world.page();
    page.isEmbedded = true;
    const client = world.client(page);
    expect((await client.signIn({ via: 'popup' })).status).toBe('blocked');
    expect(page.popups).toHaveLength(0);

    const prompt = scriptedPrompt();
    const signedIn = await world.signedIn({ prompt });
    signedIn.page.isEmbedded = true;
    const asked = signedIn.client.requestPermission('tasks:write');
    await eventually(() => expect(prompt.shown[0]?.getState().phase).toBe('blocked'));
    prompt.shown[0]?.dismiss();
    expect((await asked).status).toBe('blocked');
    expect(signedIn.page.popups).toHaveLength(0);
  });
});

describe('on a server', () => {
  const globals = [
    'window',
    'document',
    'location',
    'history',
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'BroadcastChannel',
  ];

  afterEach(() => void vi.unstubAllGlobals());

  test('neither importing nor making a client touches anything of a page', async () => {
    vi.resetModules();
    const touched: string[] = [];
    const before = globals.map((name) => [
      name,
      Object.getOwnPropertyDescriptor(globalThis, name),
    ]) as [string, PropertyDescriptor | undefined][];
    for (const name of globals) {
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get: () => void touched.push(name),
      });
    }
    try {
      const { createClient, indexedDb } = await import('./index.js');
      const { dpop } = await import('./dpop.js');
      const { browser: _, ...options } = world.options(world.page());
      const client = createClient({ ...options, dpop: dpop(), storage: indexedDb() });
      expect(client.getSnapshot().status).toBe('starting');
      expect(client.can('files:read')).toBe(false);
      client.subscribe(() => {});
    } finally {
      for (const [name, descriptor] of before) {
        if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.defineProperty(globalThis, name, descriptor);
      }
    }
    expect(touched).toEqual([]);
  });
});
