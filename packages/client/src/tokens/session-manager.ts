import { ScopeSet } from '@stepscope/core';
import type { AuthorizationServer } from '../authorization/authorization-server.js';
import type { ClientEvents, ClientUser } from '../client.js';
import { SignInRequiredError } from '../errors.js';
import { lazily } from '../lazily.js';
import type { Settings } from '../settings.js';
import type { ResourceState, ResourceStates } from '../state/resource-state.js';
import type { Tabs } from '../tabs/tabs.js';
import { abortable } from './abortable.js';
import type { Adoption } from './adoption.js';
import type { Refresher } from './refresher.js';
import type { Session } from './session.js';
import { SignInMemory } from './sign-in-memory.js';
import { TokenVault, type Revoked } from './token-vault.js';

/** A token is renewed before a call when it has less than this to live. */
const EXPIRY_LEEWAY_MS = 10_000;

/** A page that becomes visible again renews a token older than this (a scope may have been revoked). */
const VISIBLE_AGE_MS = 10_000;

type EndReason = ClientEvents['signed-out']['reason'];

/**
 * The tokens in use: one session per resource, of one user, the same in every tab. Sessions are
 * replaced as a whole. Those that one authorization has made share its refresh token.
 */
export class SessionManager {
  /** What of them outlives the page. */
  readonly memory: SignInMemory;
  readonly #settings: Settings;
  readonly #resources: ResourceStates;
  readonly #tabs: Tabs;
  readonly #vault: TokenVault;
  readonly #loadRefresher: () => Promise<Refresher>;
  readonly #unavailable = new Map<ResourceState, ScopeSet>();

  constructor({
    settings,
    server,
    resources,
    tabs,
  }: {
    readonly settings: Settings;
    readonly server: AuthorizationServer;
    readonly resources: ResourceStates;
    readonly tabs: Tabs;
  }) {
    this.#settings = settings;
    this.#resources = resources;
    this.#tabs = tabs;
    this.#vault = new TokenVault({
      tabs,
      settings,
      listener: {
        changed: (revoked) => this.#changedElsewhere(revoked),
        ended: (reason) => this.#ended(reason),
      },
    });
    this.#loadRefresher = lazily(settings, async () => {
      const code = await import('../authorization/authorizing.js');
      return new code.Refresher({
        settings,
        server,
        vault: this.#vault,
        listener: {
          refreshed: (revoked) => this.#changed(revoked),
          dropped: () => this.publish(),
          ended: () => this.end('ended'),
        },
      });
    });
    tabs.on((message) => {
      if (message.type === 'denied') this.#deniedElsewhere(message.resource, message.scopes);
    });
    this.memory = new SignInMemory(settings, resources, this.#vault);
  }

  /** Every session, that of the first resource first. Empty where nobody is signed in. */
  get all(): readonly Session[] {
    return this.#resources
      .map((resource) => this.at(resource))
      .filter((session) => session !== undefined);
  }

  /** Who is signed in, and the last proof of it. `undefined` where nobody is. */
  get signedIn(): Pick<Session, 'user' | 'idToken'> | undefined {
    return this.all[0];
  }

  get user(): ClientUser | undefined {
    return this.signedIn?.user;
  }

  at(resource: ResourceState): Session | undefined {
    return this.#vault.sessions.get(resource.resource);
  }

  /** How often the user has signed out so far. */
  get signOuts(): number {
    return this.#vault.signOuts;
  }

  granted(resource: ResourceState): ScopeSet {
    return this.at(resource)?.granted ?? ScopeSet.empty;
  }

  /** What is held, closed under the catalogue's implications. */
  held(resource: ResourceState): ScopeSet {
    return resource.catalogue.closure(this.granted(resource));
  }

  /** What the server has said that it cannot grant to this user or application. */
  unavailable(resource: ResourceState): ScopeSet {
    return this.#unavailable.get(resource) ?? ScopeSet.empty;
  }

  /** Begins to listen to other tabs. */
  open(): void {
    this.#vault.open();
  }

  /** Takes over what other tabs did while this page was put aside. Failures wait for a call. */
  async onRestored(): Promise<void> {
    await this.#vault.inTurn(async () => {}).catch(() => undefined);
    await this.onVisible();
  }

  /**
   * Takes over what an authorization has made. Answers whether it did: not where the user has signed out
   * since there had been `signOuts`.
   */
  async adopt(
    { sessions, revoked, signsIn }: Adoption,
    signOuts = this.signOuts,
  ): Promise<boolean> {
    const [first] = sessions.values();
    const adopted = await this.#vault.inTurn(() => {
      const others = signsIn ? [] : this.#vault.sessions;
      return this.#vault.replace(new Map([...others, ...sessions]), { signOuts, revoked });
    });
    if (!adopted) {
      void this.#loadRefresher().then(
        (refresher) => refresher.discard(first),
        () => undefined,
      );
      return false;
    }
    const { remembered } = this.memory;
    if (remembered !== undefined && remembered.sub !== first?.user?.sub)
      this.memory.forgetAnswers();
    if (signsIn) this.#unavailable.clear();
    this.#changed(revoked);
    return true;
  }

  markUnavailable(resource: ResourceState, scopes: ScopeSet): void {
    this.#unavailable.set(resource, this.unavailable(resource).union(scopes));
  }

  /** Remembers that the user has said no to these, and tells of it, in every tab. */
  deny(resource: ResourceState, scopes: ScopeSet): void {
    if (scopes.size === 0) return;
    resource.denials.add(scopes);
    this.publish();
    resource.store.emit('denied', { scopes });
    void this.#tabs.post({
      type: 'denied',
      resource: resource.resource,
      scopes: scopes.toJSON(),
    });
  }

  /** The session to send a call with, renewed if it is about to expire. */
  async forCall(resource: ResourceState, signal?: AbortSignal): Promise<Session | undefined> {
    const session = this.at(resource);
    if (session?.expiresAt === undefined || session.refreshToken === undefined) return session;
    const left = session.expiresAt - this.#settings.now();
    if (left > EXPIRY_LEEWAY_MS) return session;
    try {
      return await abortable(this.#refresh(resource, session), signal);
    } catch (error) {
      signal?.throwIfAborted();
      // The server cannot be reached: use the token while it lasts.
      if (left > 0) return session;
      throw error;
    }
  }

  /**
   * The session to use in place of `used`, whose token was `refused` or may be out of date: the one that
   * has replaced it, or else a renewed one.
   * @throws {SignInRequiredError} where it cannot be renewed.
   * @throws {AuthorizationServerError} where the server cannot be reached; the session stays.
   */
  async renew(
    resource: ResourceState,
    used: Session,
    {
      refused = false,
      signal,
    }: { readonly refused?: boolean; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Session> {
    const session = this.at(resource);
    if (session !== undefined && session.accessToken !== used.accessToken) return session;
    const refresh = (old: Session): Promise<Session | undefined> =>
      abortable(this.#refresh(resource, old), signal);
    let renewed = session && (await refresh(session));
    // Its refresh token was lost, and what is left of it is not good any more.
    if (refused && renewed?.accessToken === used.accessToken) renewed = await refresh(renewed);
    if (renewed === undefined) throw new SignInRequiredError();
    return renewed;
  }

  /** Renews tokens that are not fresh, as the page becomes visible again. Failures wait for a call. */
  async onVisible(): Promise<void> {
    const oldest = this.#settings.now() - VISIBLE_AGE_MS;
    await Promise.all(
      this.#resources.map(async (resource) => {
        const session = this.at(resource);
        if (session?.refreshToken === undefined || session.obtainedAt >= oldest) return;
        await this.#refresh(resource, session).catch(() => undefined);
      }),
    );
  }

  /**
   * Forgets the sessions, and unless they may still be restored after a reload, the sign-in: here at
   * once, and in every tab by the time that it resolves.
   */
  async end(reason: EndReason): Promise<void> {
    const wasKnown = this.signedIn !== undefined || reason === 'refused';
    const everywhere = this.#vault.end(reason);
    if (reason !== 'ended') this.memory.forget();
    if (wasKnown) this.#ended(reason);
    else this.publish('signed-out');
    await everywhere;
  }

  /** Brings the snapshots up to date. */
  publish(statusWithoutSession?: 'signed-out'): void {
    const signedIn = this.signedIn;
    for (const resource of this.#resources) {
      const { store, denials } = resource;
      store.update({
        status:
          signedIn === undefined ? (statusWithoutSession ?? store.snapshot.status) : 'signed-in',
        granted: this.granted(resource),
        requested: this.at(resource)?.requested ?? ScopeSet.empty,
        denied: denials.current().difference(this.held(resource)),
        unavailable: this.unavailable(resource),
        user: signedIn?.user,
      });
    }
  }

  async #refresh(resource: ResourceState, session: Session): Promise<Session | undefined> {
    return (await this.#loadRefresher()).refresh(resource, session);
  }

  /** What has changed is told, and the sign-in remembered. */
  #changed(revoked: Revoked): void {
    this.memory.remember();
    this.#changedElsewhere(revoked);
  }

  #changedElsewhere(revoked: Revoked): void {
    for (const resource of this.#resources) {
      const session = this.at(resource);
      if (session === undefined) continue;
      const unavailable = this.unavailable(resource).union(session.unavailable);
      this.#unavailable.set(resource, unavailable.difference(session.granted));
      resource.denials.remove(session.granted);
    }
    this.publish();
    for (const { resource, store, prompts } of this.#resources) {
      const scopes = ScopeSet.from(revoked.get(resource) ?? []);
      if (scopes.size === 0) continue;
      // They have just been taken back: a refused call is no reason to ask for them again.
      prompts.add(scopes);
      store.emit('revoked', { scopes });
    }
  }

  #deniedElsewhere(name: string, denied: readonly string[]): void {
    const resource = this.#resources.find((known) => known.resource === name);
    const scopes = ScopeSet.from(denied);
    if (resource === undefined || this.signedIn === undefined) return;
    this.publish();
    resource.store.emit('denied', { scopes });
  }

  #ended(reason: EndReason): void {
    this.#unavailable.clear();
    this.publish('signed-out');
    for (const { store } of this.#resources) store.emit('signed-out', { reason });
  }
}
