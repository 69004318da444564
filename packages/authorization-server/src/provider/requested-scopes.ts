import { ScopeSet } from '@stepscope/core';
import type { OidcContext } from './koa.js';

/** Our parameter in stored authorization requests; what a client sends under this name is discarded. */
export const REQUESTED_SCOPE = 'requested_scope';

/**
 * Remembers the `scope` parameter as it was sent, and gives `offline_access` back to it: oidc-provider
 * drops that scope unless `prompt=consent` is sent, and everything that it does not know.
 */
export function rememberRequestedScope(ctx: OidcContext): void {
  const { params } = ctx.oidc;
  if (params === undefined) return;
  const requested = ScopeSet.fromClaim(sentScope(ctx));
  params[REQUESTED_SCOPE] = requested.toString();
  if (requested.has('offline_access')) {
    params['scope'] = ScopeSet.fromClaim(params['scope'])
      .union(ScopeSet.of('offline_access'))
      .toString();
  }
}

/** A request that was pushed (RFC 9126) is stored, with our parameter in it, before it is begun. */
function sentScope({ method, oidc, query }: OidcContext): unknown {
  const { body, entities, params } = oidc;
  if (entities.PushedAuthorizationRequest !== undefined) return params?.[REQUESTED_SCOPE];
  return method === 'POST' ? body?.['scope'] : query['scope'];
}

/** The scopes of an authorization request as the client sent them. */
export function requestedScopes(params: Readonly<Record<string, unknown>> | undefined): ScopeSet {
  return ScopeSet.fromClaim(params?.[REQUESTED_SCOPE]);
}
