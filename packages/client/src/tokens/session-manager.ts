import { ScopeSet } from '@stepscope/core';
import type { AuthorizationServer, TokenAnswers } from '../authorization/authorization-server.js';
import type { Transaction } from '../authorization/transaction.js';
import type { ClientEvents, ClientUser } from '../client.js';
import { CallbackError, SignInRequiredError } from '../errors.js';
import { lazily } from '../lazily.js';
import type { Settings } from '../settings.js';
import { resourceNamed, type ResourceState, type ResourceStates } from '../state/resource-state.js';
import { StoredValue } from '../storage/stored-value.js';
import type { Tabs } from '../tabs/tabs.js';
import { abortable } from './abortable.js';
import type { Refresher } from './refresher.js';
import { parseRememberedSignIn, type RememberedSignIn } from './remembered-sign-in.js';
import { lostScopes, sessionFromCode, type Session } from './session.js';
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
  readonly #settings: Settings;
  readonly #resources: ResourceStates;
  readonly #remembered: StoredValue<RememberedSignIn>;
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
    const { issuer, clientId, nameStorage } = settings;
    const owner = { issuer, clientId, resource: resources[0].resource };
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
    this.#remembered = new StoredValue(nameStorage, owner, 'sign-in', parseRememberedSignIn);
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

  get remembered(): RememberedSignIn | undefined {
    return this.#remembered.read();
  }

  /** Begins to listen to other tabs. */
  open(): void {
    this.#vault.open();
  }

  /** Whether another tab, or what was written down, has the tokens of the remembered sign-in. */
  async join(): Promise<boolean> {
    const { remembered } = this;
    return remembered !== undefined && this.#vault.join(remembered.sub ?? '');
  }

  /** Takes over what other tabs did while this page was put aside. Failures wait for a call. */
  async onRestored(): Promise<void> {
    await this.#vault.inTurn(async () => {}).catch(() => undefined);
    await this.onVisible();
  }

  /**
   * Takes over the sessions that `answers` make of `transaction`. Answers whether it did: not where the
   * user has signed out since there had been `signOuts`.
   * @throws {CallbackError} `different-user`, and what was there stays.
   */
  async adopt(
    answers: TokenAnswers,
    transaction: Transaction,
    signOuts = this.signOuts,
  ): Promise<boolean> {
    const { purpose, expectedSub, requests } = transaction;
    const [{ user }] = answers;
    if (expectedSub !== undefined && user?.sub !== expectedSub) {
      throw new CallbackError('different-user');
    }
    // The last one has the refresh token that is still good, and only the first need have an ID token.
    const { refreshToken } = answers.at(-1) ?? answers[0];
    const { idToken } = answers[0];
    const authorization = crypto.randomUUID();
    const taken = answers.map((answer) => {
      const request = requests.find(({ resource }) => resource === answer.resource) ?? requests[0];
      const shared = { ...answer, user, idToken, refreshToken };
      const next = sessionFromCode(shared, request.requested, {
        authorization,
        now: this.#settings.now(),
      });
      const before = purpose === 'sign-in' ? ScopeSet.empty : request.before;
      return { resource: resourceNamed(this.#resources, request.resource), next, before };
    });
    const revoked = new Map(
      taken.map(({ resource, next, before }) => lostScopes(resource, before, next)),
    );
    const adopted = await this.#vault.inTurn(() => {
      const others = purpose === 'sign-in' ? [] : this.#vault.sessions;
      const sessions = new Map([
        ...others,
        ...taken.map(({ resource, next }) => [resource.resource, next] as const),
      ]);
      return this.#vault.replace(sessions, { signOuts, revoked });
    });
    if (!adopted) {
      void this.#loadRefresher().then(
        (refresher) => refresher.discard(answers[0]),
        () => undefined,
      );
      return false;
    }
    const { remembered } = this;
    if (remembered !== undefined && remembered.sub !== user?.sub) this.#forgetAnswers();
    if (purpose === 'sign-in') this.#unavailable.clear();
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
    if (reason !== 'ended') {
      this.#remembered.remove();
      this.#forgetAnswers();
    }
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
    this.#remember();
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

  #remember(): void {
    const granted = Object.fromEntries(
      Array.from(this.#vault.sessions, ([resource, session]) => [
        resource,
        session.granted.toString(),
      ]),
    );
    const sub = this.user?.sub;
    this.#remembered.write({ granted, ...(sub !== undefined && { sub }) });
  }

  /** What one user has answered is not another's answer. */
  #forgetAnswers(): void {
    for (const { denials, prompts, signIns } of this.#resources) {
      denials.clear();
      prompts.clear();
      signIns.clear();
    }
  }
}
