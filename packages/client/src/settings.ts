import {
  isLoopbackHost,
  isProtocolScope,
  nearestName,
  ScopeSet,
  type Catalogue,
} from '@stepscope/core';
import type { Browser } from './browser/browser.js';
import { createWindowBrowser } from './browser/window-browser.js';
import type { ClientOptions, ReplayCandidate } from './client-options.js';
import { ClientOptionsError } from './errors.js';
import type { PermissionPrompt } from './prompt/permission-prompt.js';
import type { KeyValueStorage } from './storage/key-value-storage.js';
import { bearerScheme, type AccessTokenScheme } from './tokens/access-token-scheme.js';

/** One resource, and what a client may ask for there. */
export interface ResourceSettings {
  readonly resource: string;
  readonly catalogue: Catalogue;
  /** What signing in asks for. */
  readonly initial: ScopeSet;
  /** All that this client may ever ask for: `initial` and `mayRequest`. */
  readonly declared: ScopeSet;
}

/** The options of a client, checked and completed. */
export interface Settings {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string | undefined;
  /** The first is the one that the client itself speaks for. */
  readonly resources: readonly [ResourceSettings, ...ResourceSettings[]];
  /** Protocol scopes that every authorization asks for, where the server offers them. */
  readonly protocol: ScopeSet;
  readonly via: 'popup' | 'redirect';
  readonly prompt: PermissionPrompt | undefined;
  readonly mayReplay: (call: ReplayCandidate) => boolean;
  readonly denialMemoryMs: number;
  readonly promptCooldownMs: number;
  readonly popupTimeoutMs: number;
  readonly tokenScheme: AccessTokenScheme;
  readonly storage: KeyValueStorage;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly browser: Browser;
}

/**
 * The settings that `options` describe.
 * @throws {ClientOptionsError} naming the option, the rule and the fix.
 */
export function resolveSettings<S extends string, A extends string>(
  options: ClientOptions<S, A>,
): Settings {
  assertShape(options);
  const { catalogue, scopes } = options;
  assertUrl('issuer', options.issuer, { query: false });
  assertUrl('redirectUri', options.redirectUri, { query: false });
  assertUrl('resource', options.resource, { query: false });
  if (options.postLogoutRedirectUri !== undefined) {
    assertUrl('postLogoutRedirectUri', options.postLogoutRedirectUri, { query: true });
  }
  if (typeof options.clientId !== 'string' || options.clientId === '') {
    throw new ClientOptionsError('INVALID_OPTIONS', 'clientId is empty: give the registered one.');
  }
  const protocol = ScopeSet.of(
    'openid',
    'offline_access',
    ...scopes.initial.filter(isProtocolScope),
  );
  const initial = scopesOf(
    'initial',
    scopes.initial.filter((scope) => !isProtocolScope(scope)),
    catalogue,
  );
  const mayRequest = scopesOf('mayRequest', scopes.mayRequest ?? [], catalogue);
  const browser = options.browser ?? createWindowBrowser();
  return {
    issuer: options.issuer,
    clientId: options.clientId,
    redirectUri: options.redirectUri,
    postLogoutRedirectUri: options.postLogoutRedirectUri,
    resources: [
      { resource: options.resource, catalogue, initial, declared: initial.union(mayRequest) },
    ],
    protocol,
    via: options.via ?? 'popup',
    prompt: options.prompt,
    mayReplay: options.mayReplay ?? (() => false),
    denialMemoryMs: positive('denialMemorySeconds', options.denialMemorySeconds ?? 86_400) * 1000,
    promptCooldownMs:
      positive('promptCooldownSeconds', options.promptCooldownSeconds ?? 600) * 1000,
    popupTimeoutMs: positive('popupTimeoutMs', options.popupTimeoutMs ?? 600_000),
    tokenScheme:
      options.dpop?.({
        issuer: options.issuer,
        clientId: options.clientId,
        records: browser.records,
      }) ?? bearerScheme,
    storage: options.storage ?? browser.localStorage,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    now: options.now ?? Date.now,
    browser,
  };
}

const optionNames: Record<keyof ClientOptions<string, string>, true> = {
  issuer: true,
  clientId: true,
  redirectUri: true,
  postLogoutRedirectUri: true,
  resource: true,
  catalogue: true,
  scopes: true,
  via: true,
  prompt: true,
  mayReplay: true,
  denialMemorySeconds: true,
  promptCooldownSeconds: true,
  popupTimeoutMs: true,
  dpop: true,
  storage: true,
  fetch: true,
  now: true,
  browser: true,
};

/** What the compiler would have told, for callers without one. */
function assertShape(options: Partial<Record<keyof ClientOptions<string, string>, unknown>>): void {
  const check = (holds: boolean, problem: string): void => {
    if (!holds) throw new ClientOptionsError('INVALID_OPTIONS', problem);
  };
  check(isObject(options), 'createClient got no options: give issuer, clientId, redirectUri, …');
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(optionNames, name));
  check(
    unknown === undefined,
    `Unknown option of createClient "${unknown}".${didYouMean(unknown)}`,
  );
  const { catalogue, scopes, via = 'popup', prompt, mayReplay, dpop } = options;
  check(
    isObject(catalogue) && typeof catalogue['evaluate'] === 'function',
    'catalogue is no catalogue: pass what defineCatalogue returns.',
  );
  check(
    isObject(scopes) &&
      Array.isArray(scopes['initial']) &&
      Array.isArray(scopes['mayRequest'] ?? []),
    'scopes is not { initial: [...], mayRequest: [...] }: list what signing in asks for in initial.',
  );
  check(via === 'popup' || via === 'redirect', 'via is neither "popup" nor "redirect".');
  check(
    prompt === undefined || (isObject(prompt) && typeof prompt['show'] === 'function'),
    'prompt has no show function: pass createDialogPrompt(...) or an object with show(request).',
  );
  check(
    mayReplay === undefined || typeof mayReplay === 'function',
    'mayReplay is not a function: pass (call) => boolean.',
  );
  check(
    dpop === undefined || typeof dpop === 'function',
    'dpop is not what dpop() of @stepscope/client/dpop returns: pass dpop().',
  );
}

function didYouMean(name = '', names: Iterable<string> = Object.keys(optionNames)): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function scopesOf(option: string, scopes: readonly string[], catalogue: Catalogue): ScopeSet {
  for (const scope of scopes) {
    if (catalogue.scopes.has(scope)) continue;
    throw new ClientOptionsError(
      'INVALID_OPTIONS',
      `scopes.${option} names "${scope}", which the catalogue does not define.${didYouMean(scope, catalogue.scopes.keys())}`,
    );
  }
  return ScopeSet.from(scopes);
}

function assertUrl(option: string, value: string, allow: { readonly query: boolean }): void {
  const refuse = (rule: string): never => {
    throw new ClientOptionsError('INVALID_OPTIONS', `${option} "${value}" ${rule}`);
  };
  if (!URL.canParse(value)) refuse('is not an absolute URL.');
  const url = new URL(value);
  // A host with a port parses as a URL of a scheme.
  if (/^[\w.-]+:\d+(\/|$)/.test(value)) refuse('has no scheme: put https:// or http:// before it.');
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    refuse('is not https: only loopback hosts may use http.');
  }
  if (url.username !== '' || url.password !== '') refuse('holds credentials: leave them out.');
  if (value.includes('#')) refuse('has a fragment: leave it out.');
  if (!allow.query && value.includes('?')) refuse('has a query: leave it out.');
}

function positive(option: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new ClientOptionsError('INVALID_OPTIONS', `${option} is not a positive number.`);
}
