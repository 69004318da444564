import {
  isProtocolScope,
  protectedResourceMetadataUrl,
  ScopeSet,
  standard,
  type Catalogue,
  type ProviderProfile,
} from '@stepscope/core';
import type { Browser } from './browser/browser.js';
import { createWindowBrowser } from './browser/window-browser.js';
import { check, checkOptions, checkPositive, checkScopes, checkUrl } from './check-options.js';
import type {
  ClientOptions,
  ReplayCandidate,
  RequestedScopes,
  ResourceCatalogues,
} from './client-options.js';
import type { Logger } from './log-event.js';
import type { DialogMessages } from './prompt/dialog-messages.js';
import type { PermissionPrompt } from './prompt/permission-prompt.js';
import { tellAll } from './state/tell-all.js';
import type { KeyValueStorage } from './storage/key-value-storage.js';
import { memory } from './storage/token-storage.js';
import { bearerScheme, type AccessTokenScheme } from './tokens/access-token-scheme.js';

/** One resource, and what a client may ask for there. */
export interface ResourceSettings {
  readonly resource: string;
  readonly catalogue: Catalogue;
  readonly provider: ProviderProfile;
  /** What signing in asks for. */
  readonly initial: ScopeSet;
  /** All that this client may ever ask for: `initial` and `mayRequest`. */
  readonly declared: ScopeSet;
}

/** The options of a client, checked and completed. */
export interface Settings {
  /** Unless it is to be found by the metadata of the first resource. */
  readonly issuer: string | undefined;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string | undefined;
  /** The first is the one that the client itself speaks for. */
  readonly resources: readonly [ResourceSettings, ...ResourceSettings[]];
  /** Protocol scopes that every authorization asks for, where the server offers them. */
  readonly protocol: ScopeSet;
  /** In wire form (OpenID Connect Core §3.1.2.1). */
  readonly uiLocales: string | undefined;
  readonly via: 'popup' | 'redirect';
  readonly prompt: PermissionPrompt | undefined;
  readonly messages: Partial<DialogMessages> | undefined;
  readonly log: Logger;
  /** Whom `log` tells; they may come and go. */
  readonly loggers: Set<Logger>;
  readonly mayReplay: (call: ReplayCandidate) => boolean;
  readonly denialMemoryMs: number;
  readonly promptCooldownMs: number;
  readonly popupTimeoutMs: number;
  readonly tokenScheme: AccessTokenScheme;
  /** Whether tokens are written down, beside the key that they are bound to. */
  readonly persistent: boolean;
  readonly nameStorage: KeyValueStorage;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly browser: Browser;
  /** Is the same for every client of one page. */
  readonly page: object;
}

/** What errors call the authorization server, also where it has not been found yet. */
export function nameOfServer({
  issuer,
  resources,
}: Pick<Settings, 'issuer' | 'resources'>): string {
  return issuer ?? `of ${resources[0].resource}`;
}

/**
 * The settings that `options` describe.
 * @throws {ClientOptionsError} naming the option, the rule and the fix.
 */
export function resolveSettings<
  S extends string,
  A extends string,
  R extends ResourceCatalogues = ResourceCatalogues,
>(options: ClientOptions<S, A, R>): Settings {
  checkOptions(options);
  if (options.issuer !== undefined) checkUrl('issuer', options.issuer, { query: false });
  checkUrl('redirectUri', options.redirectUri, { query: false });
  if (options.postLogoutRedirectUri !== undefined) {
    checkUrl('postLogoutRedirectUri', options.postLogoutRedirectUri, { query: true });
  }
  check(
    typeof options.clientId === 'string' && options.clientId !== '',
    'clientId is empty: give the registered one.',
  );
  checkUrl('resource', options.resource, { query: false });
  // Derived here, so that an identifier without such a URL is found now.
  if (options.issuer === undefined) protectedResourceMetadataUrl(options.resource);
  const others = Object.entries<DeclaredResource>(options.resources ?? {});
  const { provider = standard } = options;
  const browser = options.browser ?? createWindowBrowser();
  const { storage = memory() } = options;
  const loggers = new Set(options.logger && [options.logger]);
  check(
    !storage.persistent || options.dpop !== undefined,
    'storage is indexedDb() without dpop: tokens are only written down where they are bound to a key. Add dpop: dpop(), or leave storage out.',
  );
  return {
    issuer: options.issuer,
    clientId: options.clientId,
    redirectUri: options.redirectUri,
    postLogoutRedirectUri: options.postLogoutRedirectUri,
    resources: [
      resolveResource('', options.resource, { ...options, provider }),
      ...others.map(([resource, declared]) => {
        const where = `resources["${resource}"]`;
        checkUrl(where, resource, { query: false });
        return resolveResource(`${where}.`, resource, { provider, ...declared });
      }),
    ],
    protocol: ScopeSet.from([
      'openid',
      ...(provider.refreshTokenScope === undefined ? [] : [provider.refreshTokenScope]),
      ...[options, ...others.map(([, declared]) => declared)].flatMap(({ scopes }) =>
        scopes.initial.filter(isProtocolScope),
      ),
    ]),
    uiLocales: options.uiLocales?.join(' '),
    via: options.via ?? 'popup',
    prompt: options.prompt,
    messages: options.messages,
    log: (event) => tellAll(loggers, event),
    loggers,
    mayReplay: options.mayReplay ?? (() => false),
    denialMemoryMs:
      checkPositive('denialMemorySeconds', options.denialMemorySeconds ?? 86_400) * 1000,
    promptCooldownMs:
      checkPositive('promptCooldownSeconds', options.promptCooldownSeconds ?? 600) * 1000,
    popupTimeoutMs: checkPositive('popupTimeoutMs', options.popupTimeoutMs ?? 600_000),
    tokenScheme:
      options.dpop?.({
        issuer: options.issuer ?? options.resource,
        clientId: options.clientId,
        records: browser.records,
      }) ?? bearerScheme,
    persistent: storage.persistent,
    nameStorage: options.nameStorage ?? browser.localStorage,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    now: options.now ?? Date.now,
    browser,
    page: options.browser ?? thisPage,
  };
}

/** The page of the global `window`. */
const thisPage = {};

/** What the options say of one resource, whatever its catalogue. */
interface DeclaredResource {
  readonly catalogue: Catalogue;
  readonly scopes: RequestedScopes<string>;
  readonly provider?: ProviderProfile;
}

function resolveResource(
  where: string,
  resource: string,
  { catalogue, scopes, provider }: Required<DeclaredResource>,
): ResourceSettings {
  const initial = checkScopes(
    `${where}scopes.initial`,
    scopes.initial.filter((scope) => !isProtocolScope(scope)),
    catalogue,
  );
  const mayRequest = checkScopes(`${where}scopes.mayRequest`, scopes.mayRequest ?? [], catalogue);
  return { resource, catalogue, provider, initial, declared: initial.union(mayRequest) };
}
