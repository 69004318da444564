import type { FakePage } from '@stepscope/testing/msw';
import { describe, expect, test, vi } from 'vitest';
import type { PermissionRequest } from '../prompt/permission-prompt.js';
import { eventually } from '../test-support/eventually.js';
import { openTab, type Tab } from '../test-support/tabs.js';
import { createWorld, resource, scriptedPrompt } from '../test-support/world.js';

const world = createWorld();
const tasks = `${resource}/tasks`;
const plans = `${resource}/plans`;

interface Prompts {
  readonly prompt: ReturnType<typeof scriptedPrompt>;
  /** The question that is shown, once one is. */
  open(): Promise<PermissionRequest>;
  /** The next question that is shown. Needs no timer. */
  next(): Promise<PermissionRequest>;
}

/** Prompts that wait for the test. */
function heldPrompts(): Prompts {
  const prompt = scriptedPrompt(() => {});
  return {
    prompt,
    async open() {
      await eventually(() => expect(shown(prompt)).toHaveLength(1));
      return shown(prompt)[0] as PermissionRequest;
    },
    next: () => new Promise((resolve) => (prompt.onShow = resolve)),
  };
}

function settled({ getState, subscribe }: PermissionRequest): Promise<void> {
  return new Promise((resolve) => {
    subscribe(() => getState().phase === 'settled' && resolve());
  });
}

/** Calls `then` when `page` has written a question down, and does not know it yet. */
function whenWritten({ records }: FakePage, then: () => void): void {
  const update = records.update.bind(records);
  records.update = async (key, change) => {
    const written = await update(key, change);
    if (key.endsWith(':prompt') && written !== undefined) then();
    return written;
  };
}

function shown({ shown: requests }: ReturnType<typeof scriptedPrompt>): PermissionRequest[] {
  return requests.filter((request) => request.getState().phase !== 'settled');
}

async function signedInTabs(count: number, prompts: Prompts): Promise<Tab[]> {
  const more = { prompt: prompts.prompt };
  const first = await world.signedIn(more);
  const others: Tab[] = [];
  while (others.length < count - 1) others.push(await openTab(world, first.page, more));
  return [first, ...others];
}

const asks = (request: PermissionRequest): string[] =>
  request
    .getState()
    .scopes.map(({ scope }) => scope)
    .toSorted();

describe('100 calls in 5 tabs with mixed missing scopes', () => {
  const needs = ['tasks', 'plans', 'notes', 'files', 'admin'] as const;

  const call = ({ client }: Tab, need: (typeof needs)[number]): Promise<Response> =>
    need === 'notes'
      ? client.fetch(`${resource}/notes`, { method: 'POST', headers: { 'Idempotency-Key': 'k' } })
      : client.fetch(`${resource}/${need}`);

  test('make one prompt and one token request, and each settles by its own need', async () => {
    const prompts = heldPrompts();
    const tabs = await signedInTabs(5, prompts);
    world.sent.length = 0;
    world.switches.declines = ['mail:send'];
    const calls = Array.from({ length: 100 }, (_, index) => {
      const need = needs[(index * 7) % 5] as (typeof needs)[number];
      const settled = call(tabs[index % 5] as Tab, need).then(
        ({ status }) => status,
        (error: unknown) => (error as { outcome?: string }).outcome,
      );
      return { need, settled };
    });
    const request = await prompts.open();
    await eventually(() => {
      expect(asks(request)).toEqual(['files:write', 'mail:send', 'tasks:write']);
    });
    // Every call that needs more has been refused and waits.
    await eventually(() => expect(world.apiCalls()).toHaveLength(100));
    request.approve();
    const expected = { tasks: 200, plans: 200, files: 200, notes: 'denied', admin: undefined };
    for (const { need, settled } of calls) expect(await settled).toBe(expected[need]);
    expect(prompts.prompt.shown).toHaveLength(1);
    expect(world.codes()).toHaveLength(1);
    expect(world.refreshes()).toHaveLength(0);
    // Sent again, once each: the 40 that had been refused and may pass now.
    expect(world.apiCalls()).toHaveLength(140);
    for (const { client } of tabs) {
      expect(client.granted.toString()).toBe('files:read files:write tasks:write');
      expect(client.getSnapshot().denied.toString()).toBe('mail:send');
    }
  });
});

describe('one prompt for many tabs', () => {
  test('a call of another tab joins it, and gets its answer', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const one = first.client.fetch(tasks);
    const request = await prompts.open();
    const other = second.client.fetch(plans);
    await eventually(() => expect(asks(request)).toEqual(['files:write', 'tasks:write']));
    request.approve();
    expect([(await one).status, (await other).status]).toEqual([200, 200]);
    expect(prompts.prompt.shown).toHaveLength(1);
    expect(first.page.popups).toHaveLength(1);
    expect(second.page.popups).toHaveLength(0);
  });

  test('one that is turned down counts in every tab, and none asks again', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const calls = [first.client.fetch(tasks), second.client.fetch(tasks)];
    const settled = Promise.allSettled(calls);
    (await prompts.open()).dismiss();
    for (const result of await settled) {
      expect(result).toMatchObject({ reason: { outcome: 'dismissed' } });
    }
    for (const { client } of [first, second]) {
      await expect(client.fetch(tasks)).rejects.toMatchObject({ outcome: undefined });
    }
    expect(prompts.prompt.shown).toHaveLength(1);
  });

  test('a call that comes too late to join waits, and asks after it', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    first.page.popupBehaviour = 'wait';
    const one = first.client.fetch(tasks);
    const request = await prompts.open();
    request.approve();
    const other = second.client.fetch(plans);
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    first.page.popupBehaviour = 'answer';
    request.approve();
    expect((await one).status).toBe(200);
    const next = await prompts.open();
    expect(asks(next)).toEqual(['files:write']);
    next.approve();
    expect((await other).status).toBe(200);
    expect(second.page.popups).toHaveLength(1);
  });

  test('it goes on in another tab where the one that shows it is closed', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    void first.client.fetch(plans);
    await prompts.open();
    const call = second.client.fetch(tasks);
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    first.page.close();
    world.clock.now += 7000;
    await eventually(() => expect(prompts.prompt.shown).toHaveLength(2));
    prompts.prompt.shown[1]?.approve();
    expect((await call).status).toBe(200);
    expect(second.page.popups).toHaveLength(1);
  });

  test('it goes on in another tab where nobody waits for it any more in the first', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const controller = new AbortController();
    const aborted = first.client.fetch(tasks, { signal: controller.signal });
    const request = await prompts.open();
    const call = second.client.fetch(tasks);
    await eventually(() => expect(world.apiCalls()).toHaveLength(2));
    controller.abort();
    await expect(aborted).rejects.toThrow('aborted');
    expect(request.getState().phase).toBe('settled');
    (await prompts.open()).approve();
    expect((await call).status).toBe(200);
  });

  test('a tab that is looked at takes it over from one that is hidden, with what it asks for', async () => {
    const prompts = heldPrompts();
    const [hidden, visible] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    hidden.page.hide();
    const first = hidden.client.fetch(tasks);
    await prompts.open();
    const second = visible.client.fetch(plans);
    await eventually(() => expect(prompts.prompt.shown).toHaveLength(2));
    expect(asks(prompts.prompt.shown[1] as PermissionRequest)).toEqual([
      'files:write',
      'tasks:write',
    ]);
    prompts.prompt.shown[1]?.approve();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(hidden.page.popups).toHaveLength(0);
  });

  test('what the user asks for is shown in that tab, whatever another one shows', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const call = first.client.fetch(tasks);
    const request = await prompts.open();
    const asked = second.client.requestPermission('plans.make');
    await eventually(() => expect(prompts.prompt.shown).toHaveLength(2));
    prompts.prompt.shown[1]?.approve();
    expect((await asked).status).toBe('granted');
    expect((await call).status).toBe(200);
    expect(request.getState().phase).toBe('settled');
    expect(first.page.popups).toHaveLength(0);
  });

  test('it goes down where it is shown as soon as the user asks in another tab', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    // No tab looks by itself.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const call = first.client.fetch(tasks);
      const request = await prompts.next();
      const asked = second.client.requestPermission('plans.make');
      await settled(request);
      expect(request.getState().outcome).toBeUndefined();
      prompts.prompt.shown[1]?.approve();
      expect((await asked).status).toBe('granted');
      expect((await call).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
    expect(prompts.prompt.shown).toHaveLength(2);
    expect(first.page.popups).toHaveLength(0);
  });

  test('what the user asks for in another tab, without a prompt, answers it', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const call = first.client.fetch(tasks);
    const request = await prompts.open();
    await second.client.requestPermission('tasks:write', { prompt: false });
    expect((await call).status).toBe(200);
    expect(request.getState().phase).toBe('settled');
    expect(prompts.prompt.shown).toHaveLength(1);
  });

  test('a window that is blocked in one tab holds no question of another one up', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    second.page.blockPopups(true);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked = await second.client.requestPermission('plans.make', { prompt: false });
      expect(asked.status).toBe('blocked');
      const call = first.client.fetch(tasks);
      (await prompts.next()).approve();
      expect((await call).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a question that ends while it is written down holds none of another tab up', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const controller = new AbortController();
    whenWritten(first.page, () => controller.abort());
    await expect(first.client.fetch(tasks, { signal: controller.signal })).rejects.toThrow(
      'aborted',
    );
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const call = second.client.fetch(tasks);
      (await prompts.next()).approve();
      expect((await call).status).toBe(200);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a clock that jumps while a question is written down holds no call up', async () => {
    const prompts = heldPrompts();
    const [first] = (await signedInTabs(1, prompts)) as [Tab];
    whenWritten(first.page, () => (world.clock.now += 7000));
    const call = first.client.fetch(tasks);
    (await prompts.open()).approve();
    expect((await call).status).toBe(200);
  });

  test('a permission that comes by another way takes the question down', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    await second.client.requestPermission('tasks:write', { prompt: false, via: 'redirect' });
    const call = first.client.fetch(tasks);
    const request = await prompts.open();
    await world.client(await second.page.follow()).handleRedirect();
    expect((await call).status).toBe(200);
    expect(request.getState()).toMatchObject({ phase: 'settled', outcome: 'granted' });
  });

  test('a sign-out in another tab takes the question down', async () => {
    const prompts = heldPrompts();
    const [first, second] = (await signedInTabs(2, prompts)) as [Tab, Tab];
    const call = first.client.fetch(tasks);
    const refused = expect(call).rejects.toMatchObject({ outcome: 'dismissed' });
    const request = await prompts.open();
    await second.client.signOut({ endSession: false });
    await refused;
    expect(request.getState().phase).toBe('settled');
  });
});
