import { createFakeBrowser, stepscopeHandlers, type FakePage } from '@stepscope/testing/msw';
import type { StepscopeSwitches } from '@stepscope/testing/msw';
import { getResponse } from 'msw';
import { vi } from 'vitest';
import type { ScriptedPrompt, TestClient } from './world.js';
import { app, catalogue, issuer, redirectUri, resource, scriptedPrompt } from './world.js';
import { createClient } from '../create-client.js';

/** How often `idle` lets time pass, and by how much. */
const ROUNDS = 400;
const ROUND_MS = 250;

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface InterleavedTab {
  readonly page: FakePage;
  readonly client: TestClient;
  readonly prompt: ScriptedPrompt;
  open: boolean;
}

/**
 * A browser whose tabs, messages, database and requests take turns as `random` has it. Timers and the
 * clock go on only where `idle` lets them: call `vi.useFakeTimers` before.
 */
export function createInterleaving(random: () => number) {
  const switches: StepscopeSwitches = {};
  const clock = { now: Date.now() };
  const refreshTokens: string[] = [];
  const codes: string[] = [];
  /** How often each call was sent. */
  const sent = new Map<string, number>();
  const underWay = new Set<Request>();
  const handlers = stepscopeHandlers({
    issuer,
    resource,
    catalogue,
    switches,
    now: () => clock.now,
    routes: [
      { method: 'get', path: '/files', needs: 'files:read' },
      { method: 'get', path: '/tasks', needs: 'tasks:write' },
      { method: 'get', path: '/plans', needs: 'plans.make' },
    ],
  });

  /** Lets others go first, for a while. */
  const turns = async (most = 4): Promise<void> => {
    for (let left = Math.floor(random() * most); left > 0; left--) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const send = async (request: Request): Promise<Response> => {
    if (request.url === `${issuer}/token`) {
      const params = new URLSearchParams(await request.clone().text());
      const refreshToken = params.get('refresh_token');
      if (refreshToken === null) codes.push(params.get('code') ?? '');
      else refreshTokens.push(refreshToken);
    }
    const call = request.headers.get('X-Call');
    if (call !== null) sent.set(call, (sent.get(call) ?? 0) + 1);
    underWay.add(request);
    const response = await getResponse(handlers, request).finally(() => underWay.delete(request));
    if (response === undefined) throw new TypeError(`Nobody answers ${request.url}.`);
    return response;
  };

  /** `page` as its scripts see it; once it is closed nothing comes back to them. */
  const slowed = (page: FakePage, isOpen: () => boolean): FakePage => {
    const { records } = page;
    const openChannel = page.openChannel.bind(page);
    const never = new Promise<never>(() => {});
    return Object.assign(page, {
      records: {
        ...records,
        async update<T>(key: string, change: (value: unknown) => T): Promise<T> {
          await turns();
          const written = await records.update(key, change);
          await turns();
          return isOpen() ? written : never;
        },
      },
      openChannel(name: string) {
        const channel = openChannel(name);
        let last = Promise.resolve();
        const tell = async (
          before: Promise<void>,
          listener: (message: unknown) => void,
          message: unknown,
        ): Promise<void> => {
          await before;
          await turns();
          if (isOpen()) listener(message);
        };
        return {
          ...channel,
          // Late, but in order.
          onMessage(listener: (message: unknown) => void) {
            channel.onMessage((message) => void (last = tell(last, listener, message)));
          },
        };
      },
    });
  };

  const openTab = (page: FakePage): InterleavedTab => {
    const tab = { open: true, page, prompt: scriptedPrompt(() => {}) };
    const isOpen = (): boolean => tab.open;
    const client = createClient({
      issuer,
      clientId: 'web',
      redirectUri,
      resource,
      catalogue,
      scopes: { initial: ['files:read'], mayRequest: ['files:write', 'tasks:write'] },
      prompt: tab.prompt,
      browser: slowed(page, isOpen),
      now: () => clock.now,
      async fetch(input, init) {
        const request = new Request(input, init);
        await turns();
        const response = await send(request);
        await turns();
        request.signal.throwIfAborted();
        return isOpen() ? response : new Promise<never>(() => {});
      },
    });
    return Object.assign(tab, { client });
  };

  const first = createFakeBrowser({
    url: `${app}/files`,
    fetch: (input, init) => send(new Request(input, init)),
    openPage: (page) => openTab(page).client.handleRedirect(),
  });

  /** Lets things happen until `done`, and time pass where nothing does. Answers whether it came to that. */
  const idle = async (done: () => boolean): Promise<boolean> => {
    for (let round = 0; round < ROUNDS; round++) {
      // The server's keys and signatures take real time, in which none passes here.
      for (let left = 15; left > 0 || (underWay.size > 0 && left > -20_000); left--) {
        if (done()) return true;
        await new Promise((resolve) => setImmediate(resolve));
      }
      // So does loading code.
      await vi.dynamicImportSettled();
      if (done()) return true;
      clock.now += ROUND_MS;
      await vi.advanceTimersByTimeAsync(ROUND_MS);
    }
    return done();
  };

  return { switches, clock, refreshTokens, codes, sent, first, openTab, turns, idle };
}
