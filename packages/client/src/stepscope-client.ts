import { nearestName } from '@stepscope/core';
import { arrive } from './authorization/arrive.js';
import { connectAuthorizationServer } from './authorization/authorization-server.js';
import { DirectPopup } from './authorization/direct-popup.js';
import { resolveReturnTo } from './authorization/return-to.js';
import { shareArrival } from './authorization/share-arrival.js';
import { storedTransactions } from './authorization/stored-transactions.js';
import type { AuthorizationPlan } from './authorization/transaction.js';
import { createClientFetch } from './calls/client-fetch.js';
import { checkCall } from './check-call.js';
import { registerInternals } from './client-internals.js';
import type {
  Client,
  ClientUser,
  HandleRedirectOptions,
  RedirectResult,
  SignInOptions,
  SignOutOptions,
} from './client.js';
import { ClientOptionsError } from './errors.js';
import { lazily } from './lazily.js';
import { outcomeOf, type Outcome } from './outcome.js';
import type { Settings } from './settings.js';
import { createResourceStates } from './state/resource-state.js';
import { needIn } from './step-up/authentication-need.js';
import { Asking } from './step-up/asking.js';
import { StepscopeResource, type ResourceDependencies } from './stepscope-resource.js';
import { Tabs } from './tabs/tabs.js';
import { abortable } from './tokens/abortable.js';
import type { Session } from './tokens/session.js';
import { SessionManager } from './tokens/session-manager.js';

/** Puts the parts together. What they do is said at `Client`. */
export class StepscopeClient extends StepscopeResource implements Client {
  readonly #parts: Parts;
  readonly #others: ReadonlyMap<string, StepscopeResource>;
  #arrival: Promise<RedirectResult> | undefined;
  #watching = false;

  constructor(settings: Settings) {
    const parts = createParts(settings);
    const { resources, sessions, asking, server } = parts;
    const ready = async (): Promise<unknown> => this.#arrival?.catch(() => undefined);
    const calls = { settings, resources, sessions, asking, ready };
    const common: ResourceDependencies = {
      settings,
      sessions,
      asking,
      fetch: createClientFetch(calls),
    };
    const [main, ...others] = resources;
    super(main, common);
    this.#parts = parts;
    this.#others = new Map(
      others.map((state) => [state.resource, new StepscopeResource(state, common)]),
    );
    main.store.on('signed-out', ({ reason }) => {
      // In another tab, as here.
      if (reason === 'signed-out') asking.dismiss();
    });
    main.store.on('change', ({ status }) => {
      // Whoever is signed in may click what needs a permission: by then the code is there.
      if (status === 'signed-in') void asking.prepare();
    });
    registerInternals(this, { ...calls, server });
  }

  get user(): ClientUser | undefined {
    return this.#parts.sessions.user;
  }

  for(resource: string): StepscopeResource {
    if (resource === this.resource) return this;
    const found = this.#others.get(resource);
    if (found !== undefined) return found;
    const nearest = nearestName(resource, [this.resource, ...this.#others.keys()]);
    throw new ClientOptionsError(
      'INVALID_OPTIONS',
      `for("${resource}") names a resource that the client was not made with: list it in the option resources.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`,
    );
  }

  handleRedirect(options: HandleRedirectOptions = {}): Promise<RedirectResult> {
    this.#watchPage();
    const { settings, tabs } = this.#parts;
    this.#arrival ??= shareArrival(settings.page, tabs.name, {
      first: () => this.#arrive(options),
      further: (arrival) => this.#arriveAfter(arrival),
    });
    return this.#arrival;
  }

  async signIn(options: SignInOptions = {}): Promise<Outcome> {
    checkCall('signIn', options);
    const { via = 'redirect', returnTo, data, signal } = options;
    const { settings, resources, sessions, authorizing, asking, popup } = this.#parts;
    const [main] = resources;
    const { initial } = main;
    signal?.throwIfAborted();
    this.#watchPage();
    sessions.open();
    asking.dismiss();
    const authentication = needIn(options);
    const journey = {
      via,
      returnTo: resolveReturnTo(returnTo, settings),
      intent: { scopes: initial.toJSON(), ...(data !== undefined && { data }) },
    };
    const plan = async (): Promise<AuthorizationPlan> => {
      const { planSignIn } = await authorizing();
      return { ...planSignIn(resources, journey), authentication };
    };
    // Nothing is awaited before: the window opens within the user's gesture.
    const result =
      via === 'popup'
        ? await popup.open('sign-in', plan, signal)
        : await (await authorizing()).redirects.leave(await plan(), signal);
    if (typeof result === 'object') {
      const outcomeFor = await (await authorizing()).settle(result);
      await asking.prepare();
      return outcomeFor(initial, result.transaction.authenticates);
    }
    return outcomeOf(result ?? 'redirecting', initial, sessions.held(main));
  }

  async signOut(options: SignOutOptions = {}): Promise<void> {
    checkCall('signOut', options);
    const { endSession = true, signal } = options;
    const { settings, server, sessions, asking, popup } = this.#parts;
    const ended = sessions.all;
    asking.dismiss();
    popup.cancel();
    // Locally first, whatever the network does.
    const everywhere = sessions.end('signed-out');
    storedTransactions(settings, () => undefined).remove();
    await abortable(
      this.#revoke(ended).catch(() => undefined),
      signal,
    );
    await abortable(everywhere, signal);
    if (!endSession) return;
    const url = await abortable(server.endSessionUrl(ended[0]?.idToken), signal);
    if (url !== undefined) settings.browser.leave(url);
  }

  async #arrive(options: HandleRedirectOptions): Promise<RedirectResult> {
    const { sessions, asking } = this.#parts;
    let kind: RedirectResult['kind'] = 'none';
    try {
      const result = await arrive(options, this.#parts);
      kind = result.kind;
      if (sessions.signedIn !== undefined) await asking.prepare();
      return result;
    } finally {
      if (kind === 'none' || kind === 'returned') sessions.publish('signed-out');
    }
  }

  /** Another client of this page, made alike, answers what brought the page here. */
  async #arriveAfter(arrival: Promise<RedirectResult>): Promise<RedirectResult> {
    const result = await arrival;
    if (result.kind === 'popup' || result.kind === 'leaving') return result;
    const { sessions, asking } = this.#parts;
    if (await sessions.memory.join()) await asking.prepare();
    sessions.publish('signed-out');
    return result;
  }

  /** Best effort. A refresh token takes its access tokens along (RFC 7009 §2.1). */
  async #revoke(sessions: readonly Session[]): Promise<void> {
    const { server } = this.#parts;
    const done = new Set<string>();
    for (const { refreshToken, accessToken } of sessions) {
      const token = refreshToken ?? accessToken;
      if (done.has(token)) continue;
      done.add(token);
      await server.revoke(token, refreshToken === undefined ? 'access_token' : 'refresh_token');
    }
  }

  #watchPage(): void {
    if (this.#watching) return;
    this.#watching = true;
    const { settings, sessions, asking, popup } = this.#parts;
    settings.browser.onVisible(() => void sessions.onVisible());
    settings.browser.onRestored(() => {
      // What was going on when the page was left has come to nothing.
      asking.dismiss();
      popup.cancel();
      sessions.publish('signed-out');
      void sessions.onRestored();
    });
  }
}

type Parts = ReturnType<typeof createParts>;

function createParts(settings: Settings) {
  const server = connectAuthorizationServer(settings);
  const resources = createResourceStates(settings);
  const tabs = new Tabs(settings.browser, { ...settings, resource: resources[0].resource });
  const sessions = new SessionManager({ settings, server, resources, tabs });
  const common = { settings, server, resources, sessions };
  const authorizing = lazily(settings, async () => {
    const { createAuthorizing } = await import('./authorization/authorizing.js');
    return createAuthorizing(common);
  });
  const popup = new DirectPopup(settings, server);
  return {
    ...common,
    tabs,
    authorizing,
    popup,
    asking: new Asking({ ...common, tabs, authorizing, popup }),
  };
}
