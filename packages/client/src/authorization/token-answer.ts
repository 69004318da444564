import { fromWireScopes, ScopeSet, scopesOfClaims } from '@stepscope/core';
import type { IDToken, TokenEndpointResponse, TokenEndpointResponseHelpers } from 'openid-client';
import type { ClientUser } from '../client.js';
import type { ResourceSettings } from '../settings.js';
import { asRecord } from '../storage/stored-value.js';
import type { TokenAnswer } from '../tokens/session.js';

/** What the token endpoint answered, with scopes as the catalogue of the resource spells them. */
export function tokenAnswerOf(
  response: TokenEndpointResponse & TokenEndpointResponseHelpers,
  of: ResourceSettings,
): TokenAnswer {
  const { scope, unavailable_scope: unavailable } = response;
  const read = (names: string): string =>
    fromWireScopes(ScopeSet.fromClaim(names), of.provider, of.resource).toString();
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token,
    idToken: response.id_token,
    user: userOf(response.claims()),
    scope: scope === undefined ? scopeInToken(response.access_token, of) : read(scope),
    unavailableScope: typeof unavailable === 'string' ? read(unavailable) : undefined,
    expiresInSeconds: response.expiresIn(),
  };
}

/**
 * The scopes in an access token, where the provider says that its answers do not tell: a token is for
 * the API to read (RFC 9068 §6), but such a provider leaves nothing else. `undefined` for all others.
 */
function scopeInToken(
  accessToken: string,
  { provider, resource }: ResourceSettings,
): string | undefined {
  if (provider.omittedScope !== 'unknown') return undefined;
  const claims = claimsIn(accessToken);
  return claims && scopesOfClaims(claims, provider, resource).toString();
}

function claimsIn(jwt: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const payload = jwt.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload ?? ''), (character) => character.charCodeAt(0));
    return asRecord(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

function userOf(claims: IDToken | undefined): ClientUser | undefined {
  if (claims === undefined) return undefined;
  const { sub, name, email } = claims;
  return {
    sub,
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email }),
  };
}
