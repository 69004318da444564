import { isLoopbackHost, nearestName, ScopeSet, type Catalogue } from '@stepscope/core';
import type { ClientOptions } from './client-options.js';
import { ClientOptionsError } from './errors.js';

const optionNames: Record<keyof ClientOptions<string, string>, true> = {
  issuer: true,
  clientId: true,
  redirectUri: true,
  postLogoutRedirectUri: true,
  resource: true,
  catalogue: true,
  scopes: true,
  resources: true,
  provider: true,
  uiLocales: true,
  via: true,
  prompt: true,
  messages: true,
  logger: true,
  mayReplay: true,
  denialMemorySeconds: true,
  promptCooldownSeconds: true,
  popupTimeoutMs: true,
  dpop: true,
  storage: true,
  nameStorage: true,
  fetch: true,
  now: true,
  browser: true,
};

/** What the compiler would have told, for callers without one. */
export function checkOptions(
  options: Partial<Record<keyof ClientOptions<string, string>, unknown>>,
): void {
  check(isObject(options), 'createClient got no options: give clientId, redirectUri, resource, …');
  checkNames('option of createClient', options, optionNames);
  const { resources, via = 'popup', prompt, mayReplay, dpop, storage } = options;
  const { messages, logger } = options;
  const { uiLocales } = options;
  check(
    uiLocales === undefined ||
      (Array.isArray(uiLocales) && uiLocales.every((tag) => /^[\w-]+$/.test(String(tag)))),
    "uiLocales is no list of language tags: give ['de', 'en'].",
  );
  checkResource('', options);
  check(
    resources === undefined || (isObject(resources) && Object.values(resources).every(isObject)),
    'resources is not { [resource identifier]: { catalogue, scopes } }.',
  );
  for (const [resource, of] of Object.entries(resources ?? {})) {
    check(resource !== options.resource, `resources repeats "${resource}", which is resource.`);
    checkResource(`resources["${resource}"].`, of as Record<string, unknown>);
  }
  checkVia(via);
  check(
    messages === undefined || (isObject(messages) && prompt === undefined),
    'messages are texts of the default prompt: with a prompt of your own, give them to that.',
  );
  check(
    logger === undefined || typeof logger === 'function',
    'logger is not a function: pass (event) => void.',
  );
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
  check(
    storage === undefined || (isObject(storage) && typeof storage['persistent'] === 'boolean'),
    'storage is neither memory() nor indexedDb(): pass one of them. Where names are kept is nameStorage.',
  );
}

function checkResource(
  where: string,
  { catalogue, scopes, provider }: Partial<Record<'catalogue' | 'scopes' | 'provider', unknown>>,
): void {
  check(
    provider === undefined ||
      (isObject(provider) && typeof provider['requestedScopes'] === 'string'),
    `${where}provider is no profile: pass auth0, entraId, …, or one of them spread and changed.`,
  );
  check(
    isObject(catalogue) && typeof catalogue['evaluate'] === 'function',
    `${where}catalogue is no catalogue: pass what defineCatalogue returns.`,
  );
  check(
    isObject(scopes) &&
      Array.isArray(scopes['initial']) &&
      Array.isArray(scopes['mayRequest'] ?? []),
    `${where}scopes is not { initial: [...], mayRequest: [...] }: list what signing in asks for in initial.`,
  );
  checkNames(`member of ${where}scopes`, scopes, { initial: true, mayRequest: true });
}

/** Scopes of the catalogue, that the option `where` names. */
export function checkScopes(
  where: string,
  scopes: readonly string[],
  catalogue: Catalogue,
): ScopeSet {
  for (const scope of scopes) {
    check(
      catalogue.scopes.has(scope),
      `${where} names "${scope}", which the catalogue does not define.${didYouMean(scope, catalogue.scopes.keys())}`,
    );
  }
  return ScopeSet.from(scopes);
}

/** An absolute URL without credentials and fragment, over https or on a loopback host. */
export function checkUrl(option: string, value: string, allow: { readonly query: boolean }): void {
  const broken = brokenRuleOf(value, allow);
  check(broken === undefined, `${option} "${value}" ${broken}`);
}

/** The rule that a URL breaks, in words that follow it. */
export function brokenRuleOf(
  value: string,
  allow: { readonly query: boolean },
): string | undefined {
  if (typeof value !== 'string') return 'is no string: give an absolute URL.';
  if (!URL.canParse(value)) return 'is not an absolute URL.';
  const url = new URL(value);
  // A host with a port parses as a URL of a scheme.
  if (/^[\w.-]+:\d+(\/|$)/.test(value)) return 'has no scheme: put https:// or http:// before it.';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
    return 'is not https: only loopback hosts may use http.';
  }
  if (url.username !== '' || url.password !== '') return 'holds credentials: leave them out.';
  if (value.includes('#')) return 'has a fragment: leave it out.';
  return !allow.query && value.includes('?') ? 'has a query: leave it out.' : undefined;
}

export function checkPositive(option: string, value: number): number {
  check(Number.isFinite(value) && value > 0, `${option} is not a positive number.`);
  return value;
}

export function checkVia(via: unknown): void {
  check(via === 'popup' || via === 'redirect', 'via is neither "popup" nor "redirect".');
}

export function check(holds: boolean, problem: string): void {
  if (!holds) throw new ClientOptionsError('INVALID_OPTIONS', problem);
}

export function checkNames(what: string, options: unknown, known: object): void {
  const unknown = Object.keys(Object(options)).find((name) => !Object.hasOwn(known, name));
  const names = Object.keys(known);
  check(
    unknown === undefined,
    `Unknown ${what} "${unknown}".${didYouMean(unknown, names) || ` Choose from ${names.join(', ')}.`}`,
  );
}

function didYouMean(name = '', names: Iterable<string>): string {
  const nearest = nearestName(name, names);
  return nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
