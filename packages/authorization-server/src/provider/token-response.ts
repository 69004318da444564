import { ScopeSet, type Catalogue } from '@stepscope/core';
import { effectiveScopes, type FactsReader } from './authorization-facts.js';
import type { Middleware, OidcContext } from './koa.js';

/**
 * Adds `unavailable_scope` to token responses: what was requested and cannot be granted to this user
 * or application, as opposed to what the user declined. Left out when there is nothing to name.
 */
export function addUnavailableScope(options: {
  readonly catalogue: Catalogue;
  readonly resource: string;
  readonly facts: FactsReader;
}): Middleware {
  return async (ctx, next) => {
    await next();
    const { oidc } = ctx as unknown as Partial<OidcContext>;
    if (oidc?.route !== 'token' || ctx.status !== 200 || !isTokenResponse(ctx.body)) return;
    const unavailable = await unavailableScopes(ctx as unknown as OidcContext, options);
    if (unavailable.size > 0) ctx.body['unavailable_scope'] = unavailable.toString();
  };
}

async function unavailableScopes(
  ctx: OidcContext,
  { catalogue, resource, facts }: Parameters<typeof addUnavailableScope>[0],
): Promise<ScopeSet> {
  const { Account, AuthorizationCode, Client, Grant, RefreshToken } = ctx.oidc.entities;
  const source = AuthorizationCode ?? RefreshToken;
  if (!Account || !Client || !Grant || !source) return ScopeSet.empty;
  const narrowed = ctx.oidc.params?.['scope'];
  const requested =
    narrowed === undefined
      ? ScopeSet.from(source.scopes)
          .union(ScopeSet.fromClaim(Grant.getRejectedOIDCScope()))
          .union(ScopeSet.fromClaim(Grant.getRejectedResourceScope(resource)))
      : ScopeSet.fromClaim(narrowed);
  const known = await facts.read(ctx, Client.clientId, Account.accountId);
  const { dropped } = effectiveScopes(catalogue, requested, known);
  return ScopeSet.from(
    dropped.filter(({ reason }) => reason !== 'declined').map(({ scope }) => scope),
  );
}

function isTokenResponse(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && 'access_token' in body;
}
