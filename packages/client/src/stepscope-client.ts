import type { ScopeSet } from '@stepscope/core';
import { AuthorizationServer } from './authorization/authorization-server.js';
import { planSignIn } from './authorization/plan.js';
import { RedirectFlow } from './authorization/redirect-flow.js';
import { resolveReturnTo } from './authorization/return-to.js';
import { SignInPopup } from './authorization/sign-in-popup.js';
import { TransactionStore } from './authorization/transaction-store.js';
import { createClientFetch } from './calls/client-fetch.js';
import { registerInternals } from './client-internals.js';
import type {
  Client,
  ClientEvents,
  ClientSnapshot,
  ClientUser,
  HandleRedirectOptions,
  RedirectResult,
  RequestPermissionOptions,
  SignInOptions,
  SignOutOptions,
} from './client.js';
import { ClientOptionsError } from './errors.js';
import { outcomeOf, type Outcome } from './outcome.js';
import type { Settings } from './settings.js';
import { createResourceStates, type ResourceState } from './state/resource-state.js';
import { StepUp } from './step-up/step-up.js';
import type { Session } from './tokens/session.js';
import { SessionManager } from './tokens/session-manager.js';

/** Puts the parts together. What they do is said at `Client`. */
export class StepscopeClient implements Client {
  readonly fetch: typeof fetch;
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => ClientSnapshot;
  readonly #settings: Settings;
  readonly #server: AuthorizationServer;
  readonly #main: ResourceState;
  readonly #transactions: TransactionStore;
  readonly #sessions: SessionManager;
  readonly #redirects: RedirectFlow;
  readonly #stepUp: StepUp;
  readonly #signInPopup: SignInPopup;
  #arrival: Promise<RedirectResult> | undefined;
  #watching = false;

  constructor(settings: Settings) {
    const server = new AuthorizationServer(settings);
    const resources = createResourceStates(settings);
    const [main] = resources;
    const transactions = new TransactionStore(settings);
    const sessions = new SessionManager({ settings, server, resources });
    const common = { settings, server, resources, sessions };
    const redirects = new RedirectFlow({ ...common, transactions });
    const stepUp = new StepUp({ ...common, redirects });

    this.#settings = settings;
    this.#server = server;
    this.#main = main;
    this.#transactions = transactions;
    this.#sessions = sessions;
    this.#redirects = redirects;
    this.#stepUp = stepUp;
    this.#signInPopup = new SignInPopup(common);
    const ready = async (): Promise<unknown> => this.#arrival?.catch(() => undefined);
    this.fetch = createClientFetch({ settings, resources, sessions, stepUp, ready });
    this.subscribe = (listener) => main.store.on('change', listener);
    this.getSnapshot = () => main.store.snapshot;
    registerInternals(this, { settings, resources, sessions, stepUp, ready });
  }

  get granted(): ScopeSet {
    return this.#sessions.granted(this.#main);
  }

  get user(): ClientUser | undefined {
    return this.#sessions.user;
  }

  handleRedirect(options: HandleRedirectOptions = {}): Promise<RedirectResult> {
    this.#watchVisibility();
    this.#arrival ??= this.#arrive(options);
    return this.#arrival;
  }

  async signIn(options: SignInOptions = {}): Promise<Outcome> {
    const { via = 'redirect', returnTo, data, signal } = options;
    const { resources, browser, redirectUri } = this.#settings;
    const { initial } = this.#main;
    signal?.throwIfAborted();
    this.#watchVisibility();
    this.#stepUp.dismiss();
    const plan = planSignIn(resources, {
      via,
      returnTo: resolveReturnTo(returnTo, browser.currentUrl(), redirectUri),
      intent: { scopes: initial.toJSON(), ...(data !== undefined && { data }) },
    });
    // Nothing is awaited before: the window opens within the user's gesture.
    if (via === 'popup') return this.#signInPopup.open(plan, signal);
    await this.#redirects.leave(plan);
    return outcomeOf('redirecting', initial, this.#sessions.held(this.#main));
  }

  async signOut({ endSession = true }: SignOutOptions = {}): Promise<void> {
    const { browser } = this.#settings;
    const sessions = this.#sessions.all;
    this.#stepUp.dismiss();
    this.#signInPopup.cancel();
    // Locally first, whatever the network does.
    this.#sessions.end('signed-out');
    this.#transactions.clear();
    await this.#revoke(sessions).catch(() => undefined);
    if (!endSession) return;
    const url = await this.#server.endSessionUrl(sessions[0]?.idToken);
    if (url !== undefined) browser.leave(url);
  }

  can(permission: string | Parameters<Client['can']>[0]): boolean {
    return this.#main.catalogue.evaluate(permission, this.granted).satisfied;
  }

  async requestPermission(
    permission: Parameters<Client['requestPermission']>[0],
    options: RequestPermissionOptions = {},
  ): Promise<Outcome> {
    const { via } = this.#settings;
    const resource = this.#main;
    const { catalogue, declared } = resource;
    const held = this.#sessions.held(resource);
    const ways = catalogue
      .alternativesOf(permission)
      .map((needed) => ({ needed, missing: needed.difference(held) }))
      .sort((a, b) => a.missing.size - b.missing.size);
    const way = ways.find(({ missing }) => missing.isSubsetOf(declared));
    if (way === undefined) {
      const undeclared = ways[0]?.missing.difference(declared) ?? [];
      throw new ClientOptionsError(
        'UNDECLARED_SCOPE',
        `requestPermission needs ${[...undeclared].join(', ')}, which this client did not declare: add it to scopes.mayRequest.`,
      );
    }
    const { prompt = true, signal, ...rest } = options;
    const action =
      typeof permission === 'string' && catalogue.actions.has(permission) ? permission : undefined;
    try {
      return await this.#stepUp.byUser({ resource, ...way, via, ...rest, prompt, action, signal });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return outcomeOf('dismissed', way.needed, this.#sessions.held(resource));
    }
  }

  on<T extends keyof ClientEvents>(
    type: T,
    listener: (event: ClientEvents[T]) => void,
  ): () => void {
    return this.#main.store.on(type, listener);
  }

  async #arrive(options: HandleRedirectOptions): Promise<RedirectResult> {
    let kind: RedirectResult['kind'] = 'none';
    try {
      const result = await this.#redirects.arrive(options);
      kind = result.kind;
      return result;
    } finally {
      if (kind === 'none' || kind === 'returned') this.#sessions.publish('signed-out');
    }
  }

  /** Best effort. A refresh token takes its access tokens along (RFC 7009 §2.1). */
  async #revoke(sessions: readonly Session[]): Promise<void> {
    const revoked = new Set<string>();
    for (const { refreshToken, accessToken } of sessions) {
      const token = refreshToken ?? accessToken;
      if (revoked.has(token)) continue;
      revoked.add(token);
      await this.#server.revoke(
        token,
        refreshToken === undefined ? 'access_token' : 'refresh_token',
      );
    }
  }

  #watchVisibility(): void {
    if (this.#watching) return;
    this.#watching = true;
    this.#settings.browser.onVisible(() => void this.#sessions.onVisible());
  }
}
