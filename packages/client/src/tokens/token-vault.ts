import type { ClientEvents } from '../client.js';
import { AuthorizationServerError } from '../errors.js';
import { nameOfServer, type Settings } from '../settings.js';
import type { TabMessage } from '../tabs/tab-message.js';
import type { Tabs } from '../tabs/tabs.js';
import type { AccessTokenScheme } from './access-token-scheme.js';
import {
  parseSessions,
  shareSessions,
  subOf,
  withoutRefreshToken,
  type Sessions,
  type SharedTokens,
} from './shared-tokens.js';
import type { TokenRecord } from './token-record.js';
import { TokenRecords } from './token-records.js';

/** How long a new page waits for tokens of another tab, before it leaves to restore its sign-in. */
const JOIN_MS = 250;

/** How long to wait for tokens that another tab is known to have had. */
const CATCH_UP_MS = 2000;

const none: Sessions = new Map();

type EndReason = ClientEvents['signed-out']['reason'];

/** Scopes that have just been taken back, by resource. */
export type Revoked = ReadonlyMap<string, readonly string[]>;

/** Hears what has come from another tab. */
export interface VaultListener {
  changed(revoked: Revoked): void;
  ended(reason: EndReason): void;
}

/**
 * The tokens that the tabs of one origin use together. Every change has a version; who makes one does
 * it in turn and with the newest tokens at hand, and tells the others. No lock is held while a user
 * decides. Tabs with different users leave each other alone.
 */
export class TokenVault {
  readonly #tabs: Tabs;
  readonly #settings: Settings;
  readonly #scheme: AccessTokenScheme;
  readonly #listener: VaultListener;
  readonly #records: TokenRecords;
  readonly #waiting = new Set<() => void>();
  #sessions: Sessions = none;
  #signOuts = 0;
  #writes = 0;
  #open = false;

  constructor({
    tabs,
    settings,
    listener,
  }: {
    readonly tabs: Tabs;
    readonly settings: Settings;
    readonly listener: VaultListener;
  }) {
    this.#tabs = tabs;
    this.#settings = settings;
    this.#scheme = settings.tokenScheme;
    this.#listener = listener;
    this.#records = new TokenRecords(tabs);
  }

  get sessions(): Sessions {
    return this.#sessions;
  }

  /** How often the user has signed out so far: tells whether that came in between something. */
  get signOuts(): number {
    return this.#signOuts;
  }

  /** Begins to listen to other tabs, and asks them what they have. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    this.#tabs.on((message) => this.#hear(message));
    this.#tabs.open();
    void this.#tabs.post({ type: 'ask' });
  }

  /** Takes over what was written down, or what another tab has, of this user; answers whether. */
  async join(sub: string): Promise<boolean> {
    this.open();
    await this.#takeRecord(sub, await this.#records.read(sub));
    if (await this.#tabs.reachesOthers()) {
      await this.#until(() => this.#sessions.size > 0, JOIN_MS);
    }
    return this.#sessions.size > 0;
  }

  /**
   * Runs `task` while no other tab changes tokens, and after this one has caught up with the others.
   * @throws {AuthorizationServerError} where another tab does not finish its turn.
   */
  async inTurn<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await this.#tabs.inTurn('tokens', async () => {
        await this.#catchUp();
        return task();
      });
    } catch (error) {
      if ((error as Error | undefined)?.name !== 'TimeoutError') throw error;
      const server = nameOfServer(this.#settings);
      throw new AuthorizationServerError(server, 'another tab is waiting for it');
    }
  }

  /**
   * In turn: runs `task`, which sends the refresh token of `resource` and puts what it brings in place.
   * Should this tab be closed meanwhile, no other one sends that token again.
   */
  spending<T>(resource: string, task: () => Promise<T>): Promise<T> {
    return this.#records.spending(subOf(this.#sessions), resource, task);
  }

  /**
   * In turn: puts `sessions` in the place of what was there, in every tab. Answers whether it did: not
   * where the user has signed out since there had been `signOuts`.
   */
  async replace(
    sessions: Sessions,
    { signOuts, revoked = new Map() }: { readonly signOuts: number; readonly revoked?: Revoked },
  ): Promise<boolean> {
    const sub = subOf(sessions);
    const keyId = await this.#scheme.keyId();
    const by = `${this.#tabs.id}:${this.#writes++}`;
    const record = await this.#records.write(sub, (found) => {
      const newest =
        this.#sessions.size > 0 && this.#concerns(sub) ? this.#records.known(sub) : Infinity;
      // Only a sign-out comes out of turn.
      if (signOuts !== this.#signOuts || found.version > newest) return found;
      return {
        version: Math.max(found.version, this.#records.known(sub)) + 1,
        by,
        ...(this.#settings.persistent && { keyId, sessions: shareSessions(sessions) }),
      };
    });
    if (signOuts !== this.#signOuts || record.by !== by) return false;
    this.#put(sub, record.version, sessions);
    void this.#tabs.post({ type: 'tokens', tokens: this.#shared(keyId), revoked: [...revoked] });
    return true;
  }

  /** Forgets the tokens, in every tab. */
  async end(reason: EndReason): Promise<void> {
    const sub = subOf(this.#sessions);
    const had = this.#sessions.size > 0;
    this.#drop(reason);
    if (!had) return;
    const known = this.#records.known(sub);
    // Until it is written down, tokens that are under way would bring the user back.
    this.#records.note(sub, Infinity);
    // Whether or not this tab lives to write it down.
    void this.#tabs.post({ type: 'ended', sub, version: known + 1, reason });
    const { version } = await this.#records.write(sub, (found) => ({
      version: Math.max(found.version, known) + 1,
      by: this.#tabs.id,
      ended: reason,
    }));
    this.#records.note(sub, version);
    await this.#tabs.post({ type: 'ended', sub, version, reason });
    await this.#scheme.forget({ everywhere: reason === 'signed-out' });
  }

  /** Takes over what other tabs have made of the tokens. */
  async #catchUp(): Promise<void> {
    if (this.#sessions.size === 0) return;
    const sub = subOf(this.#sessions);
    const record = await this.#records.read(sub);
    const isBehind = (): boolean => record.version > this.#records.known(sub);
    if (isBehind() && record.ended !== undefined) {
      const { version, ended } = record;
      // The tab that wrote it may not have lived to tell it.
      void this.#tabs.post({ type: 'ended', sub, version, reason: ended });
      this.#endedElsewhere(sub, version, ended);
      return;
    }
    await this.#takeRecord(sub, record);
    if (isBehind()) {
      void this.#tabs.post({ type: 'ask' });
      await this.#until(() => !isBehind(), CATCH_UP_MS);
    }
    if (isBehind()) {
      const { version } = record;
      void this.#tabs.post({ type: 'lost', sub, version });
      this.#lost(sub, version);
    } else if (record.spending !== undefined) {
      const left = withoutRefreshToken(this.#sessions, record.spending);
      await this.replace(left, { signOuts: this.#signOuts });
    }
  }

  async #hear(message: TabMessage): Promise<void> {
    if (message.type === 'ask' && this.#sessions.size > 0) {
      const tokens = this.#shared(await this.#scheme.keyId());
      await this.#tabs.post({ type: 'tokens', tokens, revoked: [] });
    } else if (message.type === 'tokens') {
      await this.#takeShared(message.tokens, new Map(message.revoked));
    } else if (message.type === 'ended' && message.version > this.#records.known(message.sub)) {
      this.#endedElsewhere(message.sub, message.version, message.reason);
    } else if (message.type === 'lost') {
      this.#lost(message.sub, message.version);
    }
  }

  async #takeRecord(sub: string, { version, keyId, sessions }: TokenRecord): Promise<void> {
    if (sessions !== undefined) {
      await this.#takeShared({ sub, version, keyId, sessions }, new Map());
    }
  }

  async #takeShared(shared: SharedTokens, revoked: Revoked): Promise<void> {
    const { sub, version, keyId } = shared;
    const sessions = parseSessions(shared.sessions);
    const isNews = (): boolean => this.#concerns(sub) && version > this.#records.known(sub);
    if (sessions === undefined || !isNews() || !(await this.#hasKey(keyId)) || !isNews()) return;
    this.#put(sub, version, sessions);
    this.#listener.changed(revoked);
  }

  /** Whether tokens that are bound to a key can be used here. */
  async #hasKey(keyId: string | undefined): Promise<boolean> {
    if (keyId === (await this.#scheme.keyId())) return true;
    if (this.#sessions.size > 0) return false;
    // Another tab may have made a new one since this one looked.
    await this.#scheme.forget();
    return keyId === (await this.#scheme.keyId());
  }

  #endedElsewhere(sub: string, version: number, reason: EndReason): void {
    if (!this.#concerns(sub)) return;
    const had = this.#sessions.size > 0;
    this.#records.note(sub, version);
    this.#drop(reason);
    void this.#scheme.forget();
    if (had) this.#listener.ended(reason);
  }

  /** The tab that had the tokens is gone, and the refresh token that is left here has been used. */
  #lost(sub: string, version: number): void {
    const had = this.#sessions.size > 0;
    if (!had || !this.#concerns(sub) || version <= this.#records.known(sub)) return;
    this.#drop('ended');
    this.#listener.ended('ended');
  }

  /** Tabs with another user are none of this one's business. */
  #concerns(sub: string): boolean {
    return this.#sessions.size === 0 || subOf(this.#sessions) === sub;
  }

  #put(sub: string, version: number, sessions: Sessions): void {
    this.#records.note(sub, version);
    this.#sessions = sessions;
    for (const look of this.#waiting) look();
  }

  #drop(reason: EndReason): void {
    this.#sessions = none;
    if (reason === 'signed-out') this.#signOuts++;
  }

  #shared(keyId: string | undefined): SharedTokens {
    const sub = subOf(this.#sessions);
    const sessions = shareSessions(this.#sessions);
    return { sub, version: this.#records.known(sub), keyId, sessions };
  }

  #until(holds: () => boolean, timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const look = (): void => {
        if (holds()) stop();
      };
      const timer = setTimeout(stop, timeoutMs);
      this.#waiting.add(look);
      look();
    });
  }
}
