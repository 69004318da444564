import { standard, unknownOption, type Catalogue, type ProviderProfile } from '@stepscope/core';
import type { HttpHandler } from 'msw';
import { apiHandlers } from './api-handlers.js';
import { authorizationServerHandlers } from './authorization-server-handlers.js';
import { fakeApi, type FakeResource, type FakeRoute } from './fake-api.js';
import { FakeAuthorizationServer } from './fake-authorization-server.js';
import { stateInMemory, storedState, type StateStorage } from './fake-state.js';
import { assertSwitches, type StepscopeSwitches } from './switches.js';

export interface StepscopeHandlersOptions<S extends string, A extends string> {
  /** Issuer identifier of the fake authorization server. */
  readonly issuer: string;
  /** Resource identifier and base URL of the fake API. */
  readonly resource: string;
  readonly catalogue: Catalogue<S, A>;
  readonly routes?: readonly FakeRoute<NoInfer<S>, NoInfer<A>>[];
  /** Further APIs of the same authorization server, by resource identifier. */
  readonly resources?: Readonly<Record<string, FakeResource>>;
  /** Whose authorization server it behaves like: how it is asked, and how it answers. @default standard */
  readonly provider?: ProviderProfile;
  /** What goes differently; keep the object and change it as the test goes on. */
  readonly switches?: StepscopeSwitches;
  /**
   * Where the servers keep what they know. In a page give `localStorage`: it survives reloads, and is
   * shared with the other tabs.
   * @default memory
   */
  readonly storage?: StateStorage;
  /** @default 300 */
  readonly accessTokenTtlSeconds?: number;
  /** Milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

const optionNames: Record<keyof StepscopeHandlersOptions<string, string>, true> = {
  issuer: true,
  resource: true,
  catalogue: true,
  routes: true,
  resources: true,
  provider: true,
  switches: true,
  storage: true,
  accessTokenTtlSeconds: true,
  now: true,
};

/**
 * Handlers for msw: an authorization server (metadata, keys, authorization, pushed requests, tokens
 * with rotation, revocation, logout) and APIs with their metadata (RFC 9728) whose routes refuse
 * exactly as the Express middleware does. An authorization request is answered with a redirect at once,
 * without pages; `switches` decide what the user does there.
 * @throws {TypeError} for an option, a switch, a method or a member of a route that is not there, naming
 *   the nearest one, and without an issuer, a resource or a catalogue.
 * @throws {CoreError} for a route that needs what the catalogue does not define.
 */
export function stepscopeHandlers<S extends string, A extends string>(
  options: StepscopeHandlersOptions<S, A>,
): HttpHandler[] {
  const problem = unknownOption('option of stepscopeHandlers', options, optionNames);
  if (problem !== undefined) throw new TypeError(problem);
  assertUrl('issuer', options?.issuer);
  assertUrl('resource', options.resource);
  const { issuer, resource, catalogue, routes = [], switches = {}, storage } = options;
  const { provider = standard, accessTokenTtlSeconds = 300, now = Date.now } = options;
  assertSwitches(switches);
  if (!Number.isFinite(accessTokenTtlSeconds)) {
    throw new TypeError('accessTokenTtlSeconds is not a number: give 300.');
  }
  if (typeof provider?.requestedScopes !== 'string') {
    throw new TypeError('provider is no profile: pass auth0, entraId, …, of @stepscope/core.');
  }
  const all = { [resource]: { catalogue, routes }, ...options.resources };
  const apis = Object.entries(all).map(([identifier, api]) => fakeApi(identifier, api));
  const server = new FakeAuthorizationServer({
    issuer,
    apis,
    provider,
    state: storage === undefined ? stateInMemory() : storedState(storage, issuer),
    switches,
    accessTokenTtlSeconds,
    now,
  });
  return [
    ...authorizationServerHandlers(server, issuer, switches),
    ...apis.flatMap((api) => apiHandlers(api, { issuer, server, switches, now })),
  ];
}

function assertUrl(option: string, value: unknown): void {
  if (typeof value === 'string' && URL.canParse(value)) return;
  throw new TypeError(`${option} is not an absolute URL: give what the client under test has.`);
}
