import { ScopeSet } from '@stepscope/core';
import type { AuthorizationServer } from '../authorization/authorization-server.js';
import type { Transaction } from '../authorization/transaction.js';
import type { ClientEvents } from '../client.js';
import { CallbackError, SignInRequiredError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { ClientStore } from '../state/client-store.js';
import type { ExpiringScopes } from '../step-up/expiring-scopes.js';
import { StoredValue } from '../storage/stored-value.js';
import { parseRememberedSignIn, type RememberedSignIn } from './remembered-sign-in.js';
import { sessionFromCode, sessionFromRefresh, type Session, type TokenAnswer } from './session.js';

/** A token is renewed before a call when it has less than this to live. */
const EXPIRY_LEEWAY_MS = 10_000;

/** A page that becomes visible again renews a token older than this (a scope may have been revoked). */
const VISIBLE_AGE_MS = 10_000;

/**
 * The tokens in use. They are replaced as a whole; a refresh token is sent by one refresh at a time,
 * and never again once its successor has arrived.
 */
export class SessionManager {
  readonly #settings: Settings;
  readonly #server: AuthorizationServer;
  readonly #store: ClientStore;
  readonly #denials: ExpiringScopes;
  readonly #prompts: ExpiringScopes;
  readonly #remembered: StoredValue<RememberedSignIn>;
  #session: Session | undefined;
  #unavailable: ScopeSet = ScopeSet.empty;
  #refreshing: { of: Session; done: Promise<Session | undefined> } | undefined;

  constructor({
    settings,
    server,
    store,
    denials,
    prompts,
  }: {
    readonly settings: Settings;
    readonly server: AuthorizationServer;
    readonly store: ClientStore;
    readonly denials: ExpiringScopes;
    readonly prompts: ExpiringScopes;
  }) {
    this.#settings = settings;
    this.#server = server;
    this.#store = store;
    this.#denials = denials;
    this.#prompts = prompts;
    this.#remembered = new StoredValue(
      settings.storage,
      settings,
      'sign-in',
      parseRememberedSignIn,
    );
  }

  get current(): Session | undefined {
    return this.#session;
  }

  get granted(): ScopeSet {
    return this.#session?.granted ?? ScopeSet.empty;
  }

  /** What is held, closed under the catalogue's implications. */
  get held(): ScopeSet {
    return this.#settings.catalogue.closure(this.granted);
  }

  get remembered(): RememberedSignIn | undefined {
    return this.#remembered.read();
  }

  /**
   * Takes over the session that `answer` makes of `transaction`.
   * @throws {CallbackError} `different-user`, and what was there stays.
   */
  adopt(answer: TokenAnswer, transaction: Transaction): Session {
    const { purpose, expectedSub, requested, before } = transaction;
    if (expectedSub !== undefined && answer.user?.sub !== expectedSub) {
      throw new CallbackError('different-user');
    }
    const session = sessionFromCode(answer, requested, this.#settings.now());
    const { remembered } = this;
    if (remembered !== undefined && remembered.sub !== session.user?.sub) this.#forgetAnswers();
    this.#unavailable =
      purpose === 'sign-in' ? session.unavailable : this.#unavailable.union(session.unavailable);
    this.#replace(session, purpose === 'sign-in' ? ScopeSet.empty : before);
    return session;
  }

  /** What the server has said that it cannot grant to this user or application. */
  get unavailable(): ScopeSet {
    return this.#unavailable;
  }

  markUnavailable(scopes: ScopeSet): void {
    this.#unavailable = this.#unavailable.union(scopes);
    this.publish();
  }

  /** The session to send a call with, renewed if it is about to expire. */
  async forCall(): Promise<Session | undefined> {
    const session = this.#session;
    if (session?.expiresAt === undefined || session.refreshToken === undefined) return session;
    const left = session.expiresAt - this.#settings.now();
    if (left > EXPIRY_LEEWAY_MS) return session;
    try {
      return await this.#refresh(session);
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
  async renew(used: Session): Promise<Session> {
    const session = this.#session;
    if (session !== undefined && session.accessToken !== used.accessToken) return session;
    const renewed = session === undefined ? undefined : await this.#refresh(session);
    if (renewed === undefined) throw new SignInRequiredError();
    return renewed;
  }

  /** Renews a token that is not fresh, as the page becomes visible again. Failures wait for a call. */
  async onVisible(): Promise<void> {
    const session = this.#session;
    if (session?.refreshToken === undefined) return;
    if (this.#settings.now() - session.obtainedAt <= VISIBLE_AGE_MS) return;
    await this.#refresh(session).catch(() => undefined);
  }

  /** Forgets the session, and unless it may still be restored after a reload, the sign-in. */
  end(reason: ClientEvents['signed-out']['reason']): void {
    const wasKnown = this.#session !== undefined || reason === 'refused';
    this.#session = undefined;
    this.#unavailable = ScopeSet.empty;
    if (reason !== 'ended') {
      this.#remembered.remove();
      this.#forgetAnswers();
    }
    this.publish('signed-out');
    if (wasKnown) this.#store.emit('signed-out', { reason });
  }

  /** Brings the snapshot up to date. */
  publish(statusWithoutSession?: 'signed-out'): void {
    const session = this.#session;
    const status =
      session === undefined
        ? (statusWithoutSession ?? this.#store.snapshot.status)
        : ('signed-in' as const);
    this.#store.update({
      status,
      granted: this.granted,
      requested: session?.requested ?? ScopeSet.empty,
      denied: this.#denials.current().difference(this.held),
      unavailable: this.#unavailable,
      user: session?.user,
    });
  }

  #replace(next: Session, before: ScopeSet): void {
    this.#session = next;
    this.#unavailable = this.#unavailable.difference(next.granted);
    this.#denials.remove(next.granted);
    const sub = next.user?.sub;
    this.#remembered.write({
      granted: next.granted.toString(),
      ...(sub !== undefined && { sub }),
    });
    this.publish();
    const lost = before.difference(next.granted);
    if (lost.size === 0) return;
    // They have just been taken back: a refused call is no reason to ask for them again.
    this.#prompts.add(lost);
    this.#store.emit('revoked', { scopes: lost });
  }

  /** What one user has answered is not another's answer. */
  #forgetAnswers(): void {
    this.#denials.clear();
    this.#prompts.clear();
  }

  #refresh(session: Session): Promise<Session | undefined> {
    if (this.#refreshing?.of === session) return this.#refreshing.done;
    const done = this.#refreshOnce(session).finally(() => {
      if (this.#refreshing?.of === session) this.#refreshing = undefined;
    });
    this.#refreshing = { of: session, done };
    return done;
  }

  async #refreshOnce(session: Session): Promise<Session | undefined> {
    const answer =
      session.refreshToken === undefined
        ? undefined
        : await this.#server.refresh(session.refreshToken);
    // A step-up or a sign-out may have come in between: what it left is newer than this answer.
    if (this.#session !== session) return this.#session;
    const differs = session.user !== undefined && answer?.user !== undefined;
    if (answer === undefined || (differs && answer.user?.sub !== session.user?.sub)) {
      this.end('ended');
      return undefined;
    }
    const next = sessionFromRefresh(answer, session, this.#settings.now());
    this.#unavailable = this.#unavailable.union(next.unavailable);
    this.#replace(next, session.granted);
    return next;
  }
}
