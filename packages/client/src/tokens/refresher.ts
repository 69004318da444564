import type { AuthorizationServer } from '../authorization/authorization-server.js';
import type { Settings } from '../settings.js';
import type { ResourceState } from '../state/resource-state.js';
import {
  lostScopes,
  sessionFromRefresh,
  withRefreshToken,
  type Session,
  type TokenAnswer,
} from './session.js';
import type { Sessions } from './shared-tokens.js';
import type { Revoked, TokenVault } from './token-vault.js';

/** Hears what has come of a refresh. */
export interface RefreshListener {
  /** There are new tokens. */
  refreshed(revoked: Revoked): void;
  /** A session could not be renewed, and is gone; others are left. */
  dropped(): void;
  /** No session is left. */
  ended(): Promise<void>;
}

export interface RefresherDependencies {
  readonly settings: Settings;
  readonly server: AuthorizationServer;
  readonly vault: TokenVault;
  readonly listener: RefreshListener;
}

/**
 * Renews sessions by their refresh token, which is sent by one refresh of one tab at a time, and never
 * again once its successor has arrived.
 */
export class Refresher {
  readonly #dependencies: RefresherDependencies;
  readonly #open = new Map<ResourceState, { of: string; done: Promise<Session | undefined> }>();

  constructor(dependencies: RefresherDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * What takes the place of `session`: a renewed one, or one that has come in between. `undefined` where
   * it could not be renewed, and is gone.
   * @throws {AuthorizationServerError} where the server cannot be reached; the session stays.
   */
  refresh(resource: ResourceState, session: Session): Promise<Session | undefined> {
    const open = this.#open.get(resource);
    if (open?.of === session.accessToken) return open.done;
    const { vault } = this.#dependencies;
    const done = vault
      .inTurn(() => this.#refreshOnce(resource, session))
      .finally(() => {
        if (this.#open.get(resource)?.done === done) this.#open.delete(resource);
      });
    this.#open.set(resource, { of: session.accessToken, done });
    return done;
  }

  /** Takes back, as far as the server lets it, tokens that came too late to be wanted. */
  discard(answer: Pick<TokenAnswer, 'refreshToken'> | undefined): void {
    if (answer?.refreshToken === undefined) return;
    const { server } = this.#dependencies;
    void server.revoke(answer.refreshToken, 'refresh_token').catch(() => undefined);
  }

  async #refreshOnce(resource: ResourceState, used: Session): Promise<Session | undefined> {
    const { settings, vault } = this.#dependencies;
    const session = this.#at(resource);
    if (session === undefined || session.accessToken !== used.accessToken) return session;
    const { refreshToken } = session;
    if (refreshToken !== undefined) {
      return vault.spending(resource.resource, () => this.#spend(resource, session, refreshToken));
    }
    // It was lost with a tab that sent it; the access token is good while it lasts.
    const lasts = (used.expiresAt ?? Infinity) > settings.now();
    if (used.refreshToken !== undefined && lasts) return session;
    await this.#drop(resource, undefined);
    return undefined;
  }

  async #spend(
    resource: ResourceState,
    session: Session,
    refreshToken: string,
  ): Promise<Session | undefined> {
    const { settings, server, vault, listener } = this.#dependencies;
    const { signOuts } = vault;
    const answer = await server.refresh(refreshToken, resource);
    if (this.#at(resource) !== session) {
      // The user has signed out in between.
      this.discard(answer);
      return this.#at(resource);
    }
    const differs = session.user !== undefined && answer?.user !== undefined;
    if (answer === undefined || (differs && answer.user?.sub !== session.user?.sub)) {
      settings.log({ type: 'refreshed', resource: resource.resource, granted: undefined });
      await this.#drop(resource, refreshToken);
      return undefined;
    }
    const next = sessionFromRefresh(answer, session, settings.now());
    const sessions: Sessions = new Map(
      Array.from(vault.sessions, ([of, held]) => {
        if (of === resource.resource) return [of, next];
        return [of, held.refreshToken === refreshToken ? withRefreshToken(held, next) : held];
      }),
    );
    const revoked = new Map([lostScopes(resource, session.granted, next)]);
    if (!(await vault.replace(sessions, { signOuts, revoked }))) {
      this.discard(answer);
      return this.#at(resource);
    }
    const { granted } = next;
    settings.log({ type: 'refreshed', resource: resource.resource, granted });
    listener.refreshed(revoked);
    return next;
  }

  /** Forgets the session of `resource`, and others of a refresh token that is over. */
  async #drop(resource: ResourceState, refreshToken: string | undefined): Promise<void> {
    const { vault, listener } = this.#dependencies;
    const { signOuts, sessions } = vault;
    const left = new Map(
      [...sessions].filter(
        ([of, held]) =>
          of !== resource.resource &&
          (refreshToken === undefined || held.refreshToken !== refreshToken),
      ),
    );
    if (left.size === 0) await listener.ended();
    else if (await vault.replace(left, { signOuts })) listener.dropped();
  }

  #at({ resource }: ResourceState): Session | undefined {
    return this.#dependencies.vault.sessions.get(resource);
  }
}
