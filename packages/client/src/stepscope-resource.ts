import type { ScopeSet } from '@stepscope/core';
import { checkCall } from './check-call.js';
import { checkNames } from './check-options.js';
import type {
  ClientEvents,
  ClientSnapshot,
  DropScopesOptions,
  RequestPermissionOptions,
  ResourceClient,
} from './client.js';
import { ClientOptionsError } from './errors.js';
import { outcomeOf, type DropOutcome, type Outcome } from './outcome.js';
import type { Settings } from './settings.js';
import type { ResourceState } from './state/resource-state.js';
import { needIn } from './step-up/authentication-need.js';
import type { Asking } from './step-up/asking.js';
import type { SessionManager } from './tokens/session-manager.js';

export interface ResourceDependencies {
  readonly settings: Settings;
  readonly sessions: SessionManager;
  readonly asking: Asking;
  /** One for all resources: it finds the token by a call's URL. */
  readonly fetch: typeof fetch;
}

const eventNames: Record<keyof ClientEvents, true> = {
  change: true,
  denied: true,
  revoked: true,
  'signed-out': true,
};

/** One resource of a client. What it does is said at `ResourceClient`. */
export class StepscopeResource implements ResourceClient {
  readonly fetch: typeof fetch;
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => ClientSnapshot;
  readonly #state: ResourceState;
  readonly #dependencies: ResourceDependencies;

  constructor(state: ResourceState, dependencies: ResourceDependencies) {
    this.#state = state;
    this.#dependencies = dependencies;
    this.fetch = dependencies.fetch;
    this.subscribe = (listener) => state.store.on('change', listener);
    this.getSnapshot = () => state.store.snapshot;
  }

  get resource(): string {
    return this.#state.resource;
  }

  get granted(): ScopeSet {
    return this.#dependencies.sessions.granted(this.#state);
  }

  can(permission: Parameters<ResourceClient['can']>[0]): boolean {
    return this.#state.catalogue.evaluate(permission, this.granted).satisfied;
  }

  async requestPermission(
    permission: Parameters<ResourceClient['requestPermission']>[0],
    options: RequestPermissionOptions = {},
  ): Promise<Outcome> {
    checkCall('requestPermission', options);
    const { settings, sessions, asking } = this.#dependencies;
    const resource = this.#state;
    const { catalogue, declared } = resource;
    const held = sessions.held(resource);
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
    const { prompt = true, signal, acrValues, maxAgeSeconds, ...rest } = options;
    const need = needIn({ acrValues, maxAgeSeconds });
    const since = sessions.at(resource)?.authorization;
    const authentication = need && { need, since };
    const action =
      typeof permission === 'string' && catalogue.actions.has(permission) ? permission : undefined;
    const { via } = settings;
    try {
      return await asking.byUser({
        resource,
        ...way,
        authentication,
        via,
        ...rest,
        prompt,
        action,
        signal,
      });
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return outcomeOf('dismissed', way.needed, sessions.held(resource));
    }
  }

  async dropScopes(
    scopes: string | readonly string[],
    options: DropScopesOptions = {},
  ): Promise<DropOutcome> {
    checkCall('dropScopes', options);
    const { asking } = this.#dependencies;
    asking.dismiss();
    return asking.drop(this.#state, typeof scopes === 'string' ? [scopes] : scopes, options);
  }

  on<T extends keyof ClientEvents>(
    type: T,
    listener: (event: ClientEvents[T]) => void,
  ): () => void {
    checkNames('event', { [type]: true }, eventNames);
    return this.#state.store.on(type, listener);
  }
}
