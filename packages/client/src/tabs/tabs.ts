import type { Browser, MessageChannelPort } from '../browser/browser.js';
import type { SharedRecords } from '../browser/shared-records.js';
import { createMemoryRecords } from '../storage/memory-records.js';
import type { StorageOwner } from '../storage/stored-value.js';
import { parseTabMessage, type TabMessage } from './tab-message.js';

/** How long a tab waits for its turn: longer than a request that another one waits for may take. */
const TURN_TIMEOUT_MS = 60_000;

/** What the pages of one origin have in common; an origin of one page has it for itself. */
interface CommonGround {
  readonly channel: MessageChannelPort | undefined;
  readonly records: SharedRecords;
  readonly withLock: Browser['withLock'];
}

/**
 * The other tabs of this origin, for one client. Where the browser refuses any of the things that it
 * takes to reach them – a channel, locks, a database – this tab is alone, and so is every other one:
 * each has tokens of its own then, and nothing waits for anybody.
 */
export class Tabs {
  /** What these tabs share, no others do. */
  readonly name: string;
  readonly #browser: Browser;
  readonly #listeners = new Set<(message: TabMessage) => void | Promise<void>>();
  #id: string | undefined;
  #ground: Promise<CommonGround> | undefined;
  #heard: Promise<unknown> = Promise.resolve();

  constructor(browser: Browser, { issuer, clientId, resource }: StorageOwner) {
    this.#browser = browser;
    this.name = ['stepscope', '1', issuer ?? '', clientId, resource]
      .map(encodeURIComponent)
      .join(':');
  }

  /** Of this client in this page. */
  get id(): string {
    this.#id ??= crypto.randomUUID();
    return this.#id;
  }

  /** Begins to listen. */
  open(): void {
    void this.#common();
  }

  /** Calls `listener` with what other tabs say, one after the other. */
  on(listener: (message: TabMessage) => void | Promise<void>): void {
    this.#listeners.add(listener);
  }

  async post(message: TabMessage): Promise<void> {
    (await this.#common()).channel?.post(message);
  }

  /** Whether there can be other tabs. */
  async reachesOthers(): Promise<boolean> {
    return (await this.#common()).channel !== undefined;
  }

  /**
   * Runs `task` while no other tab runs one for the same thing.
   * @throws {DOMException} `TimeoutError` where the turn does not come.
   */
  async inTurn<T>(thing: string, task: () => Promise<T>): Promise<T> {
    const { withLock } = await this.#common();
    return withLock(`${this.name}:${thing}`, task, AbortSignal.timeout(TURN_TIMEOUT_MS));
  }

  /** Changes what the tabs keep under `key` in one step. Rejects where it cannot be written. */
  async update<T>(key: string, change: (value: unknown) => T): Promise<T> {
    const { records } = await this.#common();
    return records.update(`${this.name}:${key}`, change);
  }

  #common(): Promise<CommonGround> {
    this.#ground ??= this.#find();
    return this.#ground;
  }

  async #find(): Promise<CommonGround> {
    const browser = this.#browser;
    let channel: MessageChannelPort | undefined;
    try {
      channel = browser.openChannel(this.name);
      channel.onMessage((message) => this.#hear(message));
      // What is going to be refused is refused now.
      await browser.withLock(`${this.name}:${this.id}`, () =>
        browser.records.update(`${this.name}:`, (value) => value),
      );
      return {
        channel,
        records: browser.records,
        withLock: (name, task, signal) => browser.withLock(name, task, signal),
      };
    } catch {
      channel?.close();
      return { channel: undefined, records: createMemoryRecords(), withLock: alone() };
    }
  }

  /** One that fails is reported as an uncaught error, and stops no other. */
  async #tell(message: TabMessage): Promise<void> {
    for (const listener of this.#listeners) {
      try {
        await listener(message);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #hear(received: unknown): void {
    const message = parseTabMessage(received);
    if (message === undefined) return;
    this.#heard = this.#heard.then(() => this.#tell(message));
  }
}

/** Locks within one page. */
function alone(): Browser['withLock'] {
  let last: Promise<unknown> = Promise.resolve();
  return (_, task) => {
    const done = last.then(task);
    last = done.catch(() => undefined);
    return done;
  };
}
