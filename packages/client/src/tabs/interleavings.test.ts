import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { PermissionRequest } from '../prompt/permission-prompt.js';
import { createInterleaving, randomOf, type InterleavedTab } from '../test-support/interleaving.js';
import { resource } from '../test-support/world.js';

/** How many orders are tried: more in the soak. */
const seeds = Number(process.env['STEPSCOPE_INTERLEAVINGS'] ?? 20);
const STEPS = 30;
const MAX_TABS = 5;

/** What a call or a request for permission may be refused with. */
const refusals: ReadonlySet<unknown> = new Set([
  'INSUFFICIENT_SCOPE',
  'FORBIDDEN',
  'SIGN_IN_REQUIRED',
  'AUTHORIZATION_FAILED',
  'CALLBACK_REFUSED',
]);

const disturbing: ReadonlySet<string> = new Set(['close a tab', 'sign out', 'sign in']);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Something that was begun in a tab, and what has become of it. */
interface Begun {
  readonly what: string;
  readonly by: InterleavedTab;
  settled: boolean;
  result?: unknown;
  error?: unknown;
}

class Run {
  readonly #random: () => number;
  readonly #world: ReturnType<typeof createInterleaving>;
  readonly #tabs: InterleavedTab[] = [];
  readonly #begun: Begun[] = [];
  /** What was done so far, for whoever has to find out what went wrong. */
  readonly #done: string[] = [];

  /** Whether no tab is closed and nobody signs out: then nobody has to sign in again. */
  readonly #calm: boolean;

  constructor(seed: number) {
    this.#random = randomOf(seed);
    this.#calm = seed % 2 === 0;
    this.#world = createInterleaving(this.#random);
  }

  async signIn(): Promise<void> {
    const first = this.#enter(this.#world.openTab(this.#world.first));
    this.#begin('sign in', first, first.client.signIn({ via: 'popup' }));
    await this.#world.idle(() => this.#pending().length === 0);
  }

  async step(): Promise<void> {
    const steps = Object.keys(this.#steps);
    const name = this.#pick(this.#calm ? steps.filter((step) => !disturbing.has(step)) : steps);
    const tab = this.#pick(this.#alive());
    this.#done.push(`${name} (${this.#tabs.indexOf(tab)})`);
    this.#steps[name]?.(tab);
    await this.#world.turns(12);
  }

  /** The user answers whatever is asked, until nothing is under way any more. */
  async finish(): Promise<void> {
    await this.#world.idle(() => {
      for (const question of this.#questions()) {
        if (question.getState().phase === 'asking') question.approve();
      }
      return this.#pending().length === 0;
    });
    await this.#world.idle(() => false);
  }

  check(): void {
    const after = `after: ${this.#done.join(', ')}`;
    const pending = this.#pending().map(({ what, by }) => `${what} (${this.#tabs.indexOf(by)})`);
    expect(pending, `something does not settle, ${after}`).toEqual([]);
    for (const { what, by, result, error } of this.#begun) {
      if (!by.open) continue;
      const sent = this.#world.sent.get(what) ?? 0;
      expect(sent, `${what} is sent too often, ${after}`).toBeLessThan(4);
      // A token that was new is refused as well: that is the answer.
      const statuses = sent > 1 ? [200, 401] : [200];
      if (result instanceof Response)
        expect(statuses, `${what}, ${after}`).toContain(result.status);
      if (error === undefined) continue;
      const { code, message } = error as { readonly code?: unknown; readonly message?: string };
      expect(refusals, `${what}: ${message}, ${after}`).toContain(code);
      // The user may ask in a tab that has no tokens yet; a call waits for them.
      if (this.#calm && what !== 'ask')
        expect(code, `${what}, ${after}`).not.toBe('SIGN_IN_REQUIRED');
    }
    const { refreshTokens, codes } = this.#world;
    expect(refreshTokens, `a refresh token is sent twice, ${after}`).toEqual([
      ...new Set(refreshTokens),
    ]);
    expect(codes, `a code is sent twice, ${after}`).toEqual([...new Set(codes)]);
    const windows = this.#tabs.flatMap(({ page }) => page.popups);
    expect(codes.length, `more grants than windows, ${after}`).toBeLessThanOrEqual(windows.length);
    const states = this.#alive().map(({ client }) => {
      const { status, granted, user } = client.getSnapshot();
      return [status, granted.toString(), user?.sub].join(' ');
    });
    expect([...new Set(states)], `tabs do not agree, ${after}`).toHaveLength(1);
    if (this.#calm) expect(states[0], `nobody signed out, ${after}`).toContain('signed-in');
  }

  readonly #steps: Record<string, (tab: InterleavedTab) => void> = {
    call: (tab) => this.#call(tab),
    'call too': (tab) => this.#call(tab),
    'ask as the user': (tab) => {
      const asking = tab.client.requestPermission('tasks:write', { prompt: false });
      this.#begin('ask', tab, asking);
    },
    'let the token expire': () => void (this.#world.clock.now += 295_000),
    'come back': (tab) => {
      this.#world.clock.now += 11_000;
      tab.page.becomeVisible();
    },
    'take a scope back': () => {
      this.#world.switches.revoked = [this.#pick(['files:write', 'tasks:write'])];
    },
    'give it again': () => void delete this.#world.switches.revoked,
    'answer a question': () => {
      const questions = this.#questions();
      if (questions.length === 0) return;
      const question = this.#pick(questions);
      if (this.#random() < 0.7) question.approve();
      else question.dismiss();
    },
    'open a tab': (tab) => {
      if (this.#alive().length < MAX_TABS) this.#enter(this.#world.openTab(tab.page.newTab()));
    },
    'close a tab': (tab) => {
      if (this.#alive().length < 2) return;
      tab.open = false;
      tab.page.close();
    },
    'sign out': (tab) => {
      if (this.#random() > 0.3) return;
      this.#begin('sign out', tab, tab.client.signOut({ endSession: false }));
    },
    'sign in': (tab) => {
      if (tab.client.getSnapshot().status !== 'signed-out') return;
      this.#begin('sign in', tab, tab.client.signIn({ via: 'popup' }));
    },
  };

  #call(tab: InterleavedTab): void {
    const path = this.#pick(['files', 'tasks', 'plans']);
    const what = `call ${this.#begun.length}`;
    const headers = { 'X-Call': what };
    this.#begin(what, tab, tab.client.fetch(`${resource}/${path}`, { headers }));
  }

  #enter(tab: InterleavedTab): InterleavedTab {
    this.#tabs.push(tab);
    // Without tokens a tab would leave for the authorization server; this one asks for a sign-in.
    this.#begin('arrive', tab, tab.client.handleRedirect({ restore: false }));
    return tab;
  }

  #begin(what: string, by: InterleavedTab, promise: Promise<unknown>): void {
    const begun: Begun = { what, by, settled: false };
    this.#begun.push(begun);
    promise.then(
      (result) => Object.assign(begun, { settled: true, result }),
      (error: unknown) => Object.assign(begun, { settled: true, error }),
    );
  }

  #alive(): InterleavedTab[] {
    return this.#tabs.filter(({ open }) => open);
  }

  #pending(): Begun[] {
    return this.#begun.filter(({ settled, by }) => by.open && !settled);
  }

  #questions(): PermissionRequest[] {
    return this.#alive()
      .flatMap(({ prompt }) => prompt.shown)
      .filter(({ getState }) => getState().phase !== 'settled');
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }
}

describe('whatever the order of refreshes, revocations, step-ups, sign-outs and closed tabs', () => {
  test.each(Array.from({ length: seeds }, (_, index) => index + 1))(
    'every call settles, tabs agree and no refresh token is sent twice (seed %i)',
    async (seed) => {
      const run = new Run(seed);
      await run.signIn();
      for (let step = 0; step < STEPS; step++) await run.step();
      await run.finish();
      run.check();
    },
  );
});
