import type { AuthorizationServer } from '../authorization/authorization-server.js';
import type { AuthorizationPlan, Transaction } from '../authorization/transaction.js';
import type { ClientInternals } from '../client-internals.js';
import type { LogEvent } from '../log-event.js';
import type { ResourceState } from '../state/resource-state.js';
import type { Session, TokenAnswer } from '../tokens/session.js';

/** What can be simulated of one session. */
type Change = (session: Session) => Partial<TokenAnswer>;

/** A refresh that is going to be answered here. */
interface SimulatedRefresh {
  readonly kind: 'revocation' | 'expiry';
  readonly resource: ResourceState;
  readonly change: Change;
  answered: boolean;
}

/**
 * Stands in for the authorization server where a developer wants to see how an application takes a
 * "no". Only the answer is made up: what becomes of it, here and in other tabs, is the client's own
 * code. The server is not told, and tokens stay what they are.
 */
export class Simulations {
  readonly #internals: ClientInternals;
  readonly #real: AuthorizationServer;
  #turn: Promise<unknown> = Promise.resolve();
  #refresh: SimulatedRefresh | undefined;
  #deniesNext = false;
  #denying = false;
  #removed = false;

  constructor(internals: ClientInternals) {
    const { server } = internals;
    this.#internals = internals;
    this.#real = { ...server };
    Object.assign(server, {
      begin: (plan) => this.#begin(plan),
      refresh: (token, of) => this.#answer(of.resource) ?? this.#real.refresh(token, of),
    } satisfies Partial<AuthorizationServer>);
  }

  /** Whether the next authorization is going to be answered with `access_denied`. */
  get deniesNext(): boolean {
    return this.#deniesNext;
  }

  /** Answers the next authorization, whatever it is for, with `access_denied`: nothing leaves the page. */
  denyNext(deny: boolean): void {
    this.#deniesNext = deny;
  }

  /** What is simulated at this moment, if `event` comes of it. */
  causeOf(event: LogEvent): 'denial' | SimulatedRefresh['kind'] | undefined {
    if (event.type === 'authorization-ended' && this.#denying) {
      this.#denying = false;
      return 'denial';
    }
    const isIts = event.type === 'refreshed' && event.resource === this.#refresh?.resource.resource;
    return isIts && this.#refresh?.answered === true ? this.#refresh.kind : undefined;
  }

  /** Whether `scopes` of a resource are taken back by a simulation at this moment. */
  isRevoking(resource: ResourceState): boolean {
    const simulated = this.#refresh;
    return (
      simulated?.kind === 'revocation' && simulated.answered && simulated.resource === resource
    );
  }

  /**
   * As if a refresh had come back without `scope`. Answers whether it did: not where the session has no
   * refresh token.
   */
  revoke(resource: ResourceState, scope: string): Promise<boolean> {
    return this.#refreshed('revocation', resource, ({ granted }) => ({
      scope: granted.filter((name) => name !== scope).toString(),
    }));
  }

  /** As if the access token had expired by now. Answers whether it did, as `revoke` does. */
  expire(resource: ResourceState): Promise<boolean> {
    return this.#refreshed('expiry', resource, () => ({ expiresInSeconds: 0 }));
  }

  /** Puts the real server back. */
  remove(): void {
    if (this.#removed) return;
    this.#removed = true;
    this.#deniesNext = false;
    this.#refresh = undefined;
    Object.assign(this.#internals.server, this.#real);
  }

  async #begin(plan: AuthorizationPlan): ReturnType<AuthorizationServer['begin']> {
    if (!this.#deniesNext) return this.#real.begin(plan);
    this.#deniesNext = false;
    this.#denying = true;
    const { settings } = this.#internals;
    const { idTokenHint: _hint, asksAgain: _again, authentication, ...kept } = plan;
    const transaction: Transaction = {
      ...kept,
      authenticates: authentication !== undefined,
      issuer: settings.issuer ?? '',
      // Nothing has been sent, so there is nothing that an answer could be checked against.
      state: '',
      nonce: '',
      codeVerifier: '',
      startedAt: settings.now(),
    };
    return { transaction, error: 'access_denied' };
  }

  /** What the session holds now, changed; `undefined` where no refresh of it is simulated. */
  #answer(name: string): Promise<TokenAnswer> | undefined {
    const { settings, sessions } = this.#internals;
    const simulated = this.#refresh;
    if (simulated === undefined || simulated.answered) return undefined;
    const { resource, change } = simulated;
    const session = sessions.at(resource);
    if (resource.resource !== name || session === undefined) return undefined;
    simulated.answered = true;
    const { accessToken, granted, unavailable, expiresAt } = session;
    return Promise.resolve({
      accessToken,
      scope: granted.toString(),
      unavailableScope: unavailable.toString(),
      ...(expiresAt !== undefined && {
        expiresInSeconds: Math.max(0, (expiresAt - settings.now()) / 1000),
      }),
      ...change(session),
    });
  }

  /** One after the other: each must be answered by itself. */
  #refreshed(
    kind: SimulatedRefresh['kind'],
    resource: ResourceState,
    change: Change,
  ): Promise<boolean> {
    const done = this.#turn.then(async () => {
      const { sessions } = this.#internals;
      const simulated: SimulatedRefresh = { kind, resource, change, answered: false };
      this.#refresh = simulated;
      try {
        while (!simulated.answered) {
          const session = sessions.at(resource);
          if (session?.refreshToken === undefined || this.#refresh !== simulated) return false;
          // It may join a real refresh that is under way: then it is the next one's turn.
          await sessions.renew(resource, session);
        }
        return true;
      } finally {
        this.#refresh = undefined;
      }
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
