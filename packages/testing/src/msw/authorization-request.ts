import { fromWireScopes, ScopeSet, type ProviderProfile } from '@stepscope/core';
import type { FakeApi } from './fake-api.js';

/** An authorization request (RFC 6749 §4.1.1), read. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | null;
  readonly codeChallenge: string;
  /** As the catalogues spell them. */
  readonly scopes: ScopeSet;
  /** Identifiers of the APIs that it is about; the first is the one that a token is for unasked. */
  readonly resources: readonly string[];
  readonly prompts: readonly string[];
  readonly acrValues: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  /** Thumbprint of the key that the code is bound to (RFC 9449 §10). */
  readonly dpopJkt: string | undefined;
}

/** What there is to ask for. */
export interface AuthorizationContext {
  readonly apis: readonly FakeApi[];
  readonly provider: ProviderProfile;
}

/** The request in `params`, or the error that it is answered with. */
export function readAuthorizationRequest(
  params: URLSearchParams,
  context: AuthorizationContext,
): AuthorizationRequest | { readonly error: string } {
  const resources = resourcesOf(params, context);
  const prompts = wordsOf(params.get('prompt'));
  const codeChallenge = params.get('code_challenge');
  if (
    params.get('response_type') !== 'code' ||
    params.get('code_challenge_method') !== 'S256' ||
    codeChallenge === null ||
    (prompts.includes('none') && prompts.length > 1)
  ) {
    return { error: 'invalid_request' };
  }
  if (resources === undefined) return { error: 'invalid_target' };
  const maxAge = params.get('max_age');
  return {
    clientId: params.get('client_id') ?? '',
    redirectUri: params.get('redirect_uri') ?? '',
    nonce: params.get('nonce'),
    codeChallenge,
    scopes: scopesOf(params, resources, context),
    resources,
    prompts,
    acrValues: wordsOf(params.get('acr_values')),
    maxAgeSeconds: maxAge === null ? undefined : Number(maxAge),
    dpopJkt: params.get('dpop_jkt') ?? undefined,
  };
}

/** The APIs that a request names in the way of the provider; `undefined` where it names others. */
export function resourcesOf(
  params: URLSearchParams,
  { apis, provider }: AuthorizationContext,
): readonly string[] | undefined {
  const known = apis.map(({ resource }) => resource);
  const { resourceParameter, resourceIdentifier } = provider;
  if (resourceParameter === undefined) return known;
  const named = params
    .getAll(resourceParameter)
    .map((name) => (name === resourceIdentifier ? known[0]! : name));
  return named.length > 0 && named.every((name) => known.includes(name)) ? named : undefined;
}

function scopesOf(
  params: URLSearchParams,
  resources: readonly string[],
  { provider }: AuthorizationContext,
): ScopeSet {
  const asked = ScopeSet.fromClaim(params.get('scope'));
  return resources.reduce((scopes, resource) => fromWireScopes(scopes, provider, resource), asked);
}

function wordsOf(text: string | null): string[] {
  return (text ?? '').split(' ').filter((word) => word !== '');
}
