import { ScopeSet, toWireScopes } from '@stepscope/core';
import type { ServerMetadata } from 'openid-client';
import type { ResourceSettings, Settings } from '../settings.js';
import { resourceNamed } from '../state/resource-named.js';
import type { AuthorizationPlan, Transaction } from './transaction.js';

/**
 * The parameters of an authorization request (RFC 6749 §4.1.1 with PKCE, RFC 8707 and OpenID Connect),
 * as the providers of the resources want them.
 */
export function authorizationParameters(
  plan: AuthorizationPlan,
  {
    transaction,
    codeChallenge,
    settings,
    metadata,
  }: {
    readonly transaction: Pick<Transaction, 'state' | 'nonce'>;
    readonly codeChallenge: string;
    readonly settings: Settings;
    readonly metadata: ServerMetadata;
  },
): URLSearchParams {
  const { scopes_supported: supported } = metadata;
  const requests = plan.requests.map(({ resource, requested }) => ({
    requested,
    of: resourceNamed(settings.resources, resource),
  }));
  const protocol = [...settings.protocol].filter(
    (scope) => supported === undefined || supported.includes(scope),
  );
  const scopes = ScopeSet.from(
    requests.flatMap(({ requested, of }) => [...toWireScopes(requested, of.provider, of.resource)]),
  );
  const { acrValues = [], maxAgeSeconds } = plan.authentication ?? {};
  const prompt = promptOf(plan, settings.resources[0], metadata);
  const parameters = new URLSearchParams({
    redirect_uri: settings.redirectUri,
    scope: [...protocol, ...scopes.toJSON()].join(' '),
    state: transaction.state,
    nonce: transaction.nonce,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...(prompt !== undefined && { prompt }),
    ...(plan.idTokenHint !== undefined && { id_token_hint: plan.idTokenHint }),
    ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
    ...(maxAgeSeconds !== undefined && { max_age: String(maxAgeSeconds) }),
    ...(settings.uiLocales !== undefined && { ui_locales: settings.uiLocales }),
  });
  for (const { of } of requests) {
    for (const [name, value] of resourceParameters(of)) parameters.append(name, value);
  }
  return parameters;
}

/** What says, in authorization and token requests, for which API the token is. */
export function resourceParameters({ resource, provider }: ResourceSettings): [string, string][] {
  const { resourceParameter: name, resourceIdentifier = resource } = provider;
  return name === undefined ? [] : [[name, resourceIdentifier]];
}

/** Whether ID tokens may be had: not where the server lists its scopes without `openid`. */
export function mayOfferOpenid({ scopes_supported: supported }: ServerMetadata): boolean {
  return supported === undefined || supported.includes('openid');
}

/**
 * Whether `prompt=none` keeps the server from showing a page. It is OpenID Connect's (Core §3.1.2.1); a
 * server of plain OAuth 2.0 ignores it (RFC 6749 §3.1).
 */
export function takesPromptNone(metadata: ServerMetadata): boolean {
  const { prompt_values_supported: values } = metadata;
  return Array.isArray(values) ? values.includes('none') : mayOfferOpenid(metadata);
}

function promptOf(
  { purpose, asksAgain }: AuthorizationPlan,
  { provider: { promptAfterRefusal } }: ResourceSettings,
  { prompt_values_supported: supported }: ServerMetadata,
): string | undefined {
  if (purpose === 'restore') return 'none';
  if (asksAgain !== true || promptAfterRefusal === undefined) return undefined;
  const known = !Array.isArray(supported) || supported.includes(promptAfterRefusal);
  return known ? promptAfterRefusal : undefined;
}
