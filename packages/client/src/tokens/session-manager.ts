import { ScopeSet } from '@stepscope/core';
import type { AuthorizationServer, TokenAnswers } from '../authorization/authorization-server.js';
import type { Transaction } from '../authorization/transaction.js';
import type { ClientEvents, ClientUser } from '../client.js';
import { CallbackError, SignInRequiredError } from '../errors.js';
import type { Settings } from '../settings.js';
import { resourceNamed, type ResourceState, type ResourceStates } from '../state/resource-state.js';
import { StoredValue } from '../storage/stored-value.js';
import { parseRememberedSignIn, type RememberedSignIn } from './remembered-sign-in.js';
import { sessionFromCode, sessionFromRefresh, withRefreshToken, type Session } from './session.js';

/** A token is renewed before a call when it has less than this to live. */
const EXPIRY_LEEWAY_MS = 10_000;

/** A page that becomes visible again renews a token older than this (a scope may have been revoked). */
const VISIBLE_AGE_MS = 10_000;

/**
 * The tokens in use: one session per resource, of one user. Sessions are replaced as a whole. Those
 * that one authorization has made share its refresh token, which is sent by one refresh at a time and
 * never again once its successor has arrived.
 */
export class SessionManager {
  readonly #settings: Settings;
  readonly #server: AuthorizationServer;
  readonly #resources: ResourceStates;
  readonly #remembered: StoredValue<RememberedSignIn>;
  readonly #sessions = new Map<ResourceState, Session>();
  readonly #unavailable = new Map<ResourceState, ScopeSet>();
  readonly #refreshing = new Map<
    ResourceState,
    { of: string; done: Promise<Session | undefined> }
  >();
  #lastRefresh: Promise<unknown> = Promise.resolve();

  constructor({
    settings,
    server,
    resources,
  }: {
    readonly settings: Settings;
    readonly server: AuthorizationServer;
    readonly resources: ResourceStates;
  }) {
    const { issuer, clientId, storage } = settings;
    const owner = { issuer, clientId, resource: resources[0].resource };
    this.#settings = settings;
    this.#server = server;
    this.#resources = resources;
    this.#remembered = new StoredValue(storage, owner, 'sign-in', parseRememberedSignIn);
  }

  /** Every session, that of the first resource first. Empty where nobody is signed in. */
  get all(): readonly Session[] {
    return this.#resources
      .map((resource) => this.#sessions.get(resource))
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
    return this.#sessions.get(resource);
  }

  granted(resource: ResourceState): ScopeSet {
    return this.#sessions.get(resource)?.granted ?? ScopeSet.empty;
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

  /**
   * Takes over the sessions that `answers` make of `transaction`.
   * @throws {CallbackError} `different-user`, and what was there stays.
   */
  adopt(answers: TokenAnswers, transaction: Transaction): void {
    const { purpose, expectedSub, requests } = transaction;
    const [{ user }] = answers;
    if (expectedSub !== undefined && user?.sub !== expectedSub) {
      throw new CallbackError('different-user');
    }
    // The last one has the refresh token that is still good, and only the first need have an ID token.
    const { refreshToken } = answers.at(-1) ?? answers[0];
    const { idToken } = answers[0];
    const taken = answers.map((answer) => {
      const request = requests.find(({ resource }) => resource === answer.resource) ?? requests[0];
      const shared = { ...answer, user, idToken, refreshToken };
      const next = sessionFromCode(shared, request.requested, this.#settings.now());
      const before = purpose === 'sign-in' ? ScopeSet.empty : request.before;
      return { resource: resourceNamed(this.#resources, request.resource), next, before };
    });
    const { remembered } = this;
    if (remembered !== undefined && remembered.sub !== user?.sub) this.#forgetAnswers();
    if (purpose === 'sign-in') {
      this.#sessions.clear();
      this.#unavailable.clear();
    }
    for (const { resource, next } of taken) this.#take(resource, next);
    this.#remember();
    this.publish();
    for (const { resource, next, before } of taken) this.#tellLost(resource, before, next);
  }

  markUnavailable(resource: ResourceState, scopes: ScopeSet): void {
    this.#unavailable.set(resource, this.unavailable(resource).union(scopes));
  }

  /** The session to send a call with, renewed if it is about to expire. */
  async forCall(resource: ResourceState): Promise<Session | undefined> {
    const session = this.#sessions.get(resource);
    if (session?.expiresAt === undefined || session.refreshToken === undefined) return session;
    const left = session.expiresAt - this.#settings.now();
    if (left > EXPIRY_LEEWAY_MS) return session;
    try {
      return await this.#refresh(resource, session);
    } catch (error) {
      // The server cannot be reached: use the token while it lasts.
      if (left > 0) return session;
      throw error;
    }
  }

  /**
   * The session to use in place of `used`, whose token was refused or may be out of date: the one that
   * has replaced it, or else a renewed one.
   * @throws {SignInRequiredError} where it cannot be renewed.
   * @throws {AuthorizationServerError} where the server cannot be reached; the session stays.
   */
  async renew(resource: ResourceState, used: Session): Promise<Session> {
    const session = this.#sessions.get(resource);
    if (session !== undefined && session.accessToken !== used.accessToken) return session;
    const renewed = session === undefined ? undefined : await this.#refresh(resource, session);
    if (renewed === undefined) throw new SignInRequiredError();
    return renewed;
  }

  /** Renews tokens that are not fresh, as the page becomes visible again. Failures wait for a call. */
  async onVisible(): Promise<void> {
    const oldest = this.#settings.now() - VISIBLE_AGE_MS;
    const old = [...this.#sessions].filter(
      ([, { refreshToken, obtainedAt }]) => refreshToken !== undefined && obtainedAt < oldest,
    );
    await Promise.all(
      old.map(([resource, session]) => this.#refresh(resource, session).catch(() => undefined)),
    );
  }

  /** Forgets the sessions, and unless they may still be restored after a reload, the sign-in. */
  end(reason: ClientEvents['signed-out']['reason']): void {
    const wasKnown = this.#sessions.size > 0 || reason === 'refused';
    this.#sessions.clear();
    this.#unavailable.clear();
    if (reason !== 'ended') {
      this.#remembered.remove();
      this.#forgetAnswers();
    }
    this.publish('signed-out');
    if (!wasKnown) return;
    for (const { store } of this.#resources) store.emit('signed-out', { reason });
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
        requested: this.#sessions.get(resource)?.requested ?? ScopeSet.empty,
        denied: denials.current().difference(this.held(resource)),
        unavailable: this.unavailable(resource),
        user: signedIn?.user,
      });
    }
  }

  #take(resource: ResourceState, next: Session): void {
    this.#sessions.set(resource, next);
    const unavailable = this.unavailable(resource).union(next.unavailable);
    this.#unavailable.set(resource, unavailable.difference(next.granted));
    resource.denials.remove(next.granted);
  }

  #remember(): void {
    const granted = Object.fromEntries(
      Array.from(this.#sessions, ([{ resource }, session]) => [
        resource,
        session.granted.toString(),
      ]),
    );
    const sub = this.user?.sub;
    this.#remembered.write({ granted, ...(sub !== undefined && { sub }) });
  }

  /** Tells of scopes that were held and are not any more. */
  #tellLost({ store, prompts }: ResourceState, before: ScopeSet, { granted }: Session): void {
    const scopes = before.difference(granted);
    if (scopes.size === 0) return;
    // They have just been taken back: a refused call is no reason to ask for them again.
    prompts.add(scopes);
    store.emit('revoked', { scopes });
  }

  /** What one user has answered is not another's answer. */
  #forgetAnswers(): void {
    for (const { denials, prompts } of this.#resources) {
      denials.clear();
      prompts.clear();
    }
  }

  #refresh(resource: ResourceState, { accessToken }: Session): Promise<Session | undefined> {
    const open = this.#refreshing.get(resource);
    if (open?.of === accessToken) return open.done;
    // In turn: sessions may share a refresh token.
    const done = this.#lastRefresh
      .then(() => this.#refreshOnce(resource, accessToken))
      .finally(() => {
        if (this.#refreshing.get(resource)?.done === done) this.#refreshing.delete(resource);
      });
    this.#lastRefresh = done.catch(() => undefined);
    this.#refreshing.set(resource, { of: accessToken, done });
    return done;
  }

  async #refreshOnce(resource: ResourceState, used: string): Promise<Session | undefined> {
    const session = this.#sessions.get(resource);
    if (session === undefined || session.accessToken !== used) return session;
    const { refreshToken } = session;
    const answer =
      refreshToken === undefined ? undefined : await this.#server.refresh(refreshToken, resource);
    // A step-up or a sign-out may have come in between: what it left is newer than this answer.
    if (this.#sessions.get(resource) !== session) return this.#sessions.get(resource);
    const differs = session.user !== undefined && answer?.user !== undefined;
    if (answer === undefined || (differs && answer.user?.sub !== session.user?.sub)) {
      this.#drop(resource, refreshToken);
      return undefined;
    }
    const next = sessionFromRefresh(answer, session, this.#settings.now());
    for (const [other, held] of this.#sessions) {
      if (held.refreshToken === refreshToken)
        this.#sessions.set(other, withRefreshToken(held, next));
    }
    this.#take(resource, next);
    this.#remember();
    this.publish();
    this.#tellLost(resource, session.granted, next);
    return next;
  }

  /** Forgets the session of `resource`, and others of a refresh token that is over. */
  #drop(resource: ResourceState, refreshToken: string | undefined): void {
    const over = [...this.#sessions].filter(
      ([other, held]) =>
        other === resource || (refreshToken !== undefined && held.refreshToken === refreshToken),
    );
    if (over.length === this.#sessions.size) {
      this.end('ended');
      return;
    }
    for (const [other] of over) this.#sessions.delete(other);
    this.publish();
  }
}
