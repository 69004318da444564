import { anyOf, ScopeSet } from '@stepscope/core';
import { describe, expect, test, vi } from 'vitest';
import type { PermissionRequest } from '../prompt/permission-prompt.js';
import { eventually } from '../test-support/eventually.js';
import { createWorld, issuer, requestOf, resource, scriptedPrompt } from '../test-support/world.js';

const world = createWorld();
const tasks = `${resource}/tasks`;
const plans = `${resource}/plans`;

/** A prompt that leaves the answer to the test, and a promise of its first request. */
function heldPrompt() {
  let arrived: (request: PermissionRequest) => void = () => {};
  const first = new Promise<PermissionRequest>((resolve) => {
    arrived = resolve;
  });
  return { prompt: scriptedPrompt((request) => arrived(request)), first };
}

describe('requestPermission', () => {
  test('is granted by one window, and the token is wider at once', async () => {
    const { client, page } = await world.signedIn();
    expect(client.can('files.create')).toBe(false);
    const outcome = await client.requestPermission('files.create', { reason: 'To save.' });
    expect(outcome.status).toBe('granted');
    expect(outcome.granted.toString()).toBe('files:write');
    expect(client.can('files.create')).toBe(true);
    expect(client.can('files:read')).toBe(true);
    expect(page.popups).toHaveLength(1);
  });

  test('asks for what is granted and what is missing, with a hint of who the user is [S1.03, P.05]', async () => {
    const { client, page } = await world.signedIn();
    await client.requestPermission('files:write');
    const request = requestOf(page.popups[0]?.visited[0]);
    expect(new Set(request.get('scope')?.split(' '))).toEqual(
      new Set(['openid', 'offline_access', 'files:read', 'files:write']),
    );
    expect(request.get('state')).toMatch(/^popup\./);
    expect(request.get('id_token_hint')).toMatch(/^ey/);
    expect(request.has('prompt')).toBe(false);
  });

  test('resolves at once for what is granted already', async () => {
    const { client, page } = await world.signedIn();
    expect((await client.requestPermission('files:read')).status).toBe('granted');
    expect(page.popups).toHaveLength(0);
  });

  test('shows titles, what is included, and the reason', async () => {
    const held = heldPrompt();
    const { client } = await world.signedIn({
      scopes: { initial: ['files:write'], mayRequest: ['files:read'] },
      prompt: held.prompt,
    });
    const asking = client.requestPermission('files:read', { reason: 'You opened the list.' });
    const request = await held.first;
    expect(request.getState()).toMatchObject({
      phase: 'asking',
      reasons: ['You opened the list.'],
      scopes: [
        { scope: 'files:read', title: 'Read files', includes: ['List files', 'Open files'] },
      ],
    });
    request.dismiss();
    expect((await asking).status).toBe('dismissed');
  });

  test('is partial where the user unticks one, and the rest is there [S1.02, Incremental]', async () => {
    const { client } = await world.signedIn();
    const denied = vi.fn();
    client.on('denied', denied);
    world.switches.declines = ['tasks:write'];
    const outcome = await client.requestPermission('plans.make');
    expect(outcome.status).toBe('partial');
    expect(outcome.granted.toString()).toBe('files:write');
    expect(outcome.denied.toString()).toBe('tasks:write');
    expect(denied).toHaveBeenCalledExactlyOnceWith({ scopes: ScopeSet.of('tasks:write') });
    expect(client.getSnapshot().denied.toString()).toBe('tasks:write');
    expect(client.granted.toString()).toBe('files:read files:write');
  });

  test('is denied where the user says no, and the old permissions hold [S1.04]', async () => {
    const { client } = await world.signedIn();
    world.switches.denies = true;
    const outcome = await client.requestPermission('files:write');
    expect(outcome.status).toBe('denied');
    expect(client.granted.toString()).toBe('files:read');
    expect((await client.fetch(`${resource}/files`)).status).toBe(200);
  });

  test('is denied where the server drops the scope without a word [P.07]', async () => {
    const { client } = await world.signedIn();
    world.switches.drops = ['files:write'];
    expect((await client.requestPermission('files:write')).status).toBe('denied');
  });

  test('is unavailable where the server says so, and not remembered as a denial', async () => {
    const { client } = await world.signedIn();
    world.switches.unavailable = ['files:write'];
    expect((await client.requestPermission('files:write')).status).toBe('unavailable');
    expect(client.getSnapshot().unavailable.toString()).toBe('files:write');
    expect(client.getSnapshot().denied.size).toBe(0);
  });

  test('is unavailable where the server answers invalid_scope', async () => {
    const { client } = await world.signedIn();
    world.switches.authorizationError = 'invalid_scope';
    expect((await client.requestPermission('files:write')).status).toBe('unavailable');
    expect(client.getSnapshot().unavailable.toString()).toBe('files:write');
    expect(client.getSnapshot().denied.size).toBe(0);
    expect(client.granted.toString()).toBe('files:read');
  });

  test('rejects where the server fails', async () => {
    const { client } = await world.signedIn();
    world.switches.authorizationError = 'server_error';
    await expect(client.requestPermission('files:write')).rejects.toMatchObject({
      code: 'AUTHORIZATION_FAILED',
      error: 'server_error',
    });
    expect(client.granted.toString()).toBe('files:read');
  });

  test('is blocked where no window opens and nothing can be shown', async () => {
    const { client, page } = await world.signedIn();
    page.blockPopups(true);
    const outcome = await client.requestPermission('files:write', { prompt: false });
    expect(outcome.status).toBe('blocked');
    expect(outcome.denied.toString()).toBe('files:write');
  });

  test('is blocked where the user turns down what the prompt offers instead', async () => {
    const held = heldPrompt();
    const { client, page } = await world.signedIn({ prompt: held.prompt });
    page.blockPopups(true);
    const asking = client.requestPermission('files:write');
    const request = await held.first;
    request.approve();
    expect(request.getState().phase).toBe('blocked');
    request.dismiss();
    expect((await asking).status).toBe('blocked');
  });

  test('goes on by redirect where the window was blocked and the user wants it', async () => {
    const held = heldPrompt();
    const { client, page } = await world.signedIn({ prompt: held.prompt });
    page.blockPopups(true);
    const asking = client.requestPermission('files:write');
    const request = await held.first;
    request.approve();
    request.approve({ via: 'redirect' });
    expect((await asking).status).toBe('redirecting');
    expect(requestOf(page.leftFor).get('state')).toMatch(/^redirect\./);
  });

  test('goes on by redirect while its window is open, and closes that', async () => {
    const held = heldPrompt();
    const { client, page } = await world.signedIn({ prompt: held.prompt });
    page.popupBehaviour = 'wait';
    const asking = client.requestPermission('files:write');
    const request = await held.first;
    request.approve();
    await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
    request.approve({ via: 'redirect' });
    expect((await asking).status).toBe('redirecting');
    expect(page.popups[0]?.closed).toBe(true);
  });

  test('opens its window before anything is awaited, under a name that cannot be guessed [S3.17]', async () => {
    const { client, page } = await world.signedIn();
    const asking = client.requestPermission('files:write', { prompt: false });
    expect(page.popups).toHaveLength(1);
    expect(page.popups[0]?.name).toMatch(/^stepscope-[\da-f-]{36}$/);
    expect((await asking).status).toBe('granted');
  });

  test('does not take a window that looks closed for a "no" [P.03]', async () => {
    const { client, page } = await world.signedIn();
    page.isolatesPopups = true;
    expect((await client.requestPermission('files:write')).status).toBe('granted');
  });

  test('says that the window may be closed, and opens it again on the same request', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const held = heldPrompt();
      const { client, page } = await world.signedIn({ prompt: held.prompt });
      page.popupBehaviour = 'wait';
      const asking = client.requestPermission('files:write');
      const request = await held.first;
      request.approve();
      await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
      vi.advanceTimersByTime(5000);
      page.popups[0]?.close();
      vi.advanceTimersByTime(2000);
      expect(request.getState()).toMatchObject({ phase: 'waiting', windowMayBeClosed: true });
      page.popupBehaviour = 'answer';
      request.approve();
      expect((await asking).status).toBe('granted');
      expect(page.popups[1]?.visited).toEqual(page.popups[0]?.visited);
    } finally {
      vi.useRealTimers();
    }
  });

  test('does not say so while a window looks closed that may only be isolated', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const held = heldPrompt();
      const { client, page } = await world.signedIn({ prompt: held.prompt });
      page.popupBehaviour = 'wait';
      page.isolatesPopups = true;
      const asking = client.requestPermission('files:write');
      const request = await held.first;
      request.approve();
      await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
      vi.advanceTimersByTime(20_000);
      expect(request.getState()).toMatchObject({ phase: 'waiting', windowMayBeClosed: false });
      request.dismiss();
      expect((await asking).status).toBe('dismissed');
    } finally {
      vi.useRealTimers();
    }
  });

  test('shows the prompt after all where a window without one may be closed', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const held = heldPrompt();
      const { client, page } = await world.signedIn({ prompt: held.prompt });
      page.popupBehaviour = 'wait';
      const asking = client.requestPermission('files:write', { prompt: false });
      await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
      expect(held.prompt.shown).toHaveLength(0);
      vi.advanceTimersByTime(5000);
      page.popups[0]?.close();
      vi.advanceTimersByTime(2000);
      (await held.first).dismiss();
      expect((await asking).status).toBe('dismissed');
    } finally {
      vi.useRealTimers();
    }
  });

  test('is dismissed after its time, and closes the window', async () => {
    const { client, page } = await world.signedIn({ popupTimeoutMs: 20 });
    page.popupBehaviour = 'wait';
    expect((await client.requestPermission('files:write')).status).toBe('dismissed');
    expect(page.popups[0]?.closed).toBe(true);
    expect(client.getSnapshot().denied.size).toBe(0);
  });

  test('is dismissed by its signal, before and during', async () => {
    const { client, page } = await world.signedIn();
    page.popupBehaviour = 'wait';
    const controller = new AbortController();
    const asking = client.requestPermission('files:write', { signal: controller.signal });
    await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
    controller.abort();
    expect((await asking).status).toBe('dismissed');
    expect(page.popups[0]?.closed).toBe(true);
    const again = await client.requestPermission('files:write', { signal: controller.signal });
    expect(again.status).toBe('dismissed');
    expect(page.popups).toHaveLength(1);
  });

  test('refuses the answer of another user, and the old tokens stay [10.5.2, P.13]', async () => {
    const { client } = await world.signedIn();
    world.switches.user = { sub: 'mallory' };
    await expect(client.requestPermission('files:write')).rejects.toMatchObject({
      code: 'CALLBACK_REFUSED',
      reason: 'different-user',
    });
    expect(client.user?.sub).toBe('user-1');
    expect((await client.fetch(`${resource}/files`)).status).toBe(200);
    expect(client.can('files:write')).toBe(false);
  });

  test('refuses an answer with another issuer, and the old tokens stay [10.2.2, S1.21, P.13]', async () => {
    const { client } = await world.signedIn();
    world.switches.iss = 'wrong';
    await expect(client.requestPermission('files:write')).rejects.toMatchObject({
      reason: 'invalid-response',
    });
    expect(client.granted.toString()).toBe('files:read');
  });

  test('refuses an answer with another state, on the channel of this one [S3.17]', async () => {
    const { client, page } = await world.signedIn();
    page.popupBehaviour = 'wait';
    const asking = client.requestPermission('files:write');
    const refused = expect(asking).rejects.toMatchObject({ reason: 'invalid-response' });
    await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
    const state = requestOf(page.popups[0]?.visited[0]).get('state');
    const params = new URLSearchParams({ code: 'c', state: 'popup.other', iss: issuer });
    const channel = page.openChannel(`stepscope:${state}`);
    channel.post('anything else');
    channel.post({ type: 'stepscope:callback', params: params.toString() });
    await refused;
    expect(client.granted.toString()).toBe('files:read');
  });

  test('fails where the prompt fails', async () => {
    const broken = scriptedPrompt(() => {
      throw new Error('no room');
    });
    const { client } = await world.signedIn({ prompt: broken });
    await expect(client.requestPermission('files:write')).rejects.toThrow('no room');
  });

  test('takes the way that this client may ask for', async () => {
    const { client } = await world.signedIn();
    const outcome = await client.requestPermission('notes.share');
    expect(outcome.granted.toString()).toBe('mail:send');
    expect(client.can(anyOf('admin:all', 'mail:send'))).toBe(true);
  });

  test('throws for a scope that the client did not declare, or the catalogue lacks', async () => {
    const { client } = await world.signedIn();
    await expect(client.requestPermission('admin:all')).rejects.toThrow(
      'requestPermission needs admin:all, which this client did not declare: add it to scopes.mayRequest.',
    );
    // @ts-expect-error A misspelt scope does not compile.
    await expect(client.requestPermission('files:wirte')).rejects.toThrow(
      /Unknown scope "files:wirte".*Did you mean "files:write"/,
    );
    // @ts-expect-error A misspelt scope does not compile.
    expect(() => client.can('files:wirte')).toThrow(TypeError);
  });

  test('throws where nobody is signed in', async () => {
    const client = world.client(world.page());
    await expect(client.requestPermission('files:write')).rejects.toMatchObject({
      code: 'SIGN_IN_REQUIRED',
    });
  });
});

describe('calls that fail together', () => {
  test('make one prompt with the union, and all go through', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    const calls = [
      ...Array.from({ length: 8 }, () => client.fetch(tasks)),
      client.fetch(plans),
      client.fetch(plans),
    ];
    await eventually(() => {
      expect(world.apiCalls()).toHaveLength(10);
      expect(prompt.shown[0]?.getState().scopes).toHaveLength(2);
    });
    prompt.shown[0]?.approve();
    const responses = await Promise.all(calls);
    expect(responses.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(prompt.shown).toHaveLength(1);
    expect(page.popups).toHaveLength(1);
  });

  test('each settle by their own requirement', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client } = await world.signedIn({ prompt });
    world.switches.declines = ['files:write'];
    const results = Promise.allSettled([client.fetch(tasks), client.fetch(plans)]);
    await eventually(() => expect(prompt.shown[0]?.getState().scopes).toHaveLength(2));
    prompt.shown[0]?.approve();
    const [onlyTasks, both] = await results;
    expect(onlyTasks).toMatchObject({ status: 'fulfilled', value: { status: 200 } });
    expect(both).toMatchObject({
      status: 'rejected',
      reason: { code: 'INSUFFICIENT_SCOPE', outcome: 'partial', action: 'plans.make' },
    });
  });

  test('that come while the window is open wait, and are asked for afterwards', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    page.popupBehaviour = 'wait';
    const first = client.fetch(tasks);
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    prompt.shown[0]?.approve();
    await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
    const second = client.fetch(plans);
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    page.popupBehaviour = 'answer';
    prompt.shown[0]?.approve();
    expect((await first).status).toBe(200);
    await eventually(() => expect(prompt.shown).toHaveLength(2));
    expect(prompt.shown[1]?.getState().scopes).toMatchObject([{ scope: 'files:write' }]);
    prompt.shown[1]?.approve();
    expect((await second).status).toBe(200);
  });

  test('do not join a question that has left, also where its window cannot open again', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    page.popupBehaviour = 'wait';
    const first = client.fetch(tasks).catch((error: unknown) => error);
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    prompt.shown[0]?.approve();
    await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
    page.blockPopups(true);
    prompt.shown[0]?.approve();
    expect(prompt.shown[0]?.getState().phase).toBe('blocked');
    prompt.onShow = (request) => request.dismiss();
    const second = client.fetch(plans).catch((error: unknown) => error);
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    prompt.shown[0]?.dismiss();
    expect(await first).toMatchObject({ outcome: 'blocked' });
    expect(await second).toMatchObject({ outcome: 'dismissed' });
    expect(prompt.shown).toHaveLength(2);
  });

  test('are joined by the user’s own request', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client, page } = await world.signedIn({ prompt });
    const call = client.fetch(tasks);
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    const outcome = await client.requestPermission('files:write', { prompt: false });
    expect(outcome.status).toBe('granted');
    expect((await call).status).toBe(200);
    expect(page.popups).toHaveLength(1);
  });

  test('keep the question while one of them waits, and take it down with the last', async () => {
    const prompt = scriptedPrompt(() => {});
    const { client } = await world.signedIn({ prompt });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = client.fetch(tasks, { signal: one.signal });
    const second = client.fetch(tasks, { signal: two.signal });
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    await eventually(() => expect(prompt.shown).toHaveLength(1));
    one.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(prompt.shown[0]?.getState().phase).toBe('asking');
    two.abort();
    await expect(second).rejects.toMatchObject({ name: 'AbortError' });
    expect(prompt.shown[0]?.getState().phase).toBe('settled');
  });
});

describe('after a "no"', () => {
  test('a refused call does not ask again, also after a reload and in another tab', async () => {
    const prompt = scriptedPrompt();
    const { client, page } = await world.signedIn({ prompt });
    world.switches.denies = true;
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'denied' });
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(1);
    delete world.switches.denies;
    const reloaded = await world.signedIn({ prompt }, page.open());
    await expect(reloaded.client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    const tab = await world.signedIn({ prompt }, page.newTab());
    await expect(tab.client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(1);
  });

  test('the next request leaves out what was denied', async () => {
    const { client, page } = await world.signedIn();
    world.switches.declines = ['tasks:write'];
    await client.requestPermission('plans.make');
    delete world.switches.declines;
    await client.requestPermission('mail:send');
    const scope = requestOf(page.popups[1]?.visited[0]).get('scope');
    expect(scope).toContain('files:read files:write mail:send');
    expect(scope).not.toContain('tasks:write');
  });

  test('the user’s own request asks again, and a grant ends the memory', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    world.switches.denies = true;
    await client.requestPermission('tasks:write');
    delete world.switches.denies;
    expect((await client.requestPermission('tasks:write')).status).toBe('granted');
    expect(client.getSnapshot().denied.size).toBe(0);
    expect((await client.fetch(tasks)).status).toBe(200);
  });

  test('the server is told to ask again, where it would repeat the refusal without a word [OIDC Core]', async () => {
    const { client, page } = await world.signedIn();
    world.switches.remembersRefusals = true;
    world.switches.declines = ['files:write'];
    expect((await client.requestPermission('files:write')).status).toBe('denied');
    delete world.switches.declines;
    expect((await client.requestPermission('tasks:write')).status).toBe('granted');
    expect((await client.requestPermission('files:write')).status).toBe('granted');
    const prompts = page.popups.map(({ visited }) => requestOf(visited[0]).get('prompt'));
    expect(prompts).toEqual([null, null, 'consent']);
  });

  test('the server is not told to where it does not know how', async () => {
    world.switches.metadata = { prompt_values_supported: ['none', 'login'] };
    const { client, page } = await world.signedIn();
    world.switches.denies = true;
    await client.requestPermission('files:write');
    await client.requestPermission('files:write');
    const prompts = page.popups.map(({ visited }) => requestOf(visited[0]).get('prompt'));
    expect(prompts).toEqual([null, null]);
  });

  test('a grant that comes by signing in ends the memory too', async () => {
    const { client, page } = await world.signedIn();
    world.switches.denies = true;
    await client.requestPermission('tasks:write');
    delete world.switches.denies;
    expect(JSON.stringify(page.localStorage.entries())).toContain('denials');
    await world.signedIn({ scopes: { initial: ['tasks:write'] } }, page.open());
    expect(JSON.stringify(page.localStorage.entries())).not.toContain('denials');
  });

  test('another user is asked', async () => {
    const prompt = scriptedPrompt();
    const { client, page } = await world.signedIn({ prompt });
    world.switches.denies = true;
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'denied' });
    delete world.switches.denies;
    world.switches.user = { sub: 'user-2' };
    const other = await world.signedIn({ prompt }, page.open());
    expect(other.client.getSnapshot().denied.size).toBe(0);
    expect((await other.client.fetch(tasks)).status).toBe(200);
    expect(prompt.shown).toHaveLength(2);
  });

  test('a refused call asks again once the denial has expired', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt, denialMemorySeconds: 3600 });
    world.switches.denies = true;
    await expect(client.fetch(tasks)).rejects.toThrow();
    delete world.switches.denies;
    world.clock.now += 3_500_000;
    await expect(client.fetch(tasks)).rejects.toThrow();
    world.clock.now += 200_000;
    expect((await client.fetch(tasks)).status).toBe(200);
    expect(prompt.shown).toHaveLength(2);
  });

  test('a scope that cannot be had is not asked for by a refused call', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    world.switches.unavailable = ['tasks:write'];
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'unavailable' });
    world.clock.now += 601_000;
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(1);
  });
});

describe('the loop guard', () => {
  test('prompts once for a scope set until it expires, also after a reload and in another tab', async () => {
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client, page } = await world.signedIn({ prompt, promptCooldownSeconds: 600 });
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'dismissed' });
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    const tab = await world.signedIn({ prompt }, page.newTab());
    await expect(tab.client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(1);
    world.clock.now += 601_000;
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'dismissed' });
    expect(prompt.shown).toHaveLength(2);
  });

  test('lets another scope through, with what it comes with', async () => {
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client } = await world.signedIn({ prompt });
    await expect(client.fetch(tasks)).rejects.toThrow();
    await expect(client.fetch(plans)).rejects.toMatchObject({ outcome: 'dismissed' });
    await expect(client.fetch(plans)).rejects.toMatchObject({ outcome: undefined });
    expect(prompt.shown).toHaveLength(2);
  });

  test('is reset by the user’s own request', async () => {
    const prompt = scriptedPrompt((request) => request.dismiss());
    const { client } = await world.signedIn({ prompt });
    await expect(client.fetch(tasks)).rejects.toThrow();
    await client.requestPermission('tasks:write');
    await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: 'dismissed' });
    expect(prompt.shown).toHaveLength(3);
  });

  test('ends an API that asks for more each time [S3.20, MCP]', async () => {
    const prompt = scriptedPrompt();
    const { client } = await world.signedIn({ prompt });
    world.switches.drops = ['files:write', 'tasks:write', 'mail:send'];
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(client.fetch(plans)).rejects.toThrow();
    }
    expect(prompt.shown).toHaveLength(1);
  });
});

test('a popup signs in too, and a second click brings its window back', async () => {
  const page = world.page();
  const client = world.client(page);
  page.popupBehaviour = 'wait';
  const first = client.signIn({ via: 'popup' });
  expect(page.popups).toHaveLength(1);
  await eventually(() => expect(page.popups[0]?.visited).toHaveLength(1));
  page.popupBehaviour = 'answer';
  const second = client.signIn({ via: 'popup' });
  expect((await first).status).toBe('granted');
  expect((await second).status).toBe('granted');
  expect(client.getSnapshot().status).toBe('signed-in');
  page.blockPopups(true);
  expect((await client.signIn({ via: 'popup' })).status).toBe('blocked');
});

test('a popup whose opener is gone delivers nothing and stores nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const page = world.page();
    const opened = page.open('https://app.example/callback?code=c&state=popup.unknown');
    const popup = world.client(opened);
    const arriving = popup.handleRedirect();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await arriving).toEqual({ kind: 'popup' });
    expect(opened.url.search).toBe('');
    expect(opened.localStorage.entries()).toEqual({});
  } finally {
    vi.useRealTimers();
  }
});
