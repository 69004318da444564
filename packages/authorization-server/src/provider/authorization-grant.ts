import { isProtocolScope, ScopeSet, type Catalogue } from '@stepscope/core';
import type Provider from 'oidc-provider';
import { effectiveScopes, type FactsReader } from './authorization-facts.js';
import type { OidcContext } from './koa.js';
import { requestedScopes } from './requested-scopes.js';

type OidcGrant = InstanceType<Provider['Grant']>;

const offlineAccess = ScopeSet.of('offline_access');

/**
 * A new oidc-provider Grant for this authorization alone, built from the durable grant. Nothing is
 * shared with other devices: revoking its tokens, or reusing one, ends only this one. What was
 * requested and is not in effect is kept as rejected, so that a token response can still name it.
 */
export async function buildAuthorizationGrant(
  ctx: OidcContext,
  options: {
    readonly catalogue: Catalogue;
    readonly resource: string;
    readonly facts: FactsReader;
  },
): Promise<OidcGrant | undefined> {
  const { client, account, provider, params } = ctx.oidc;
  if (client === undefined || account === undefined) return undefined;
  const { clientId } = client;
  const facts = await options.facts.read(ctx, clientId, account.accountId);
  const held = facts.user?.grant?.granted ?? ScopeSet.empty;
  // Once granted it holds at step-up too, whether or not the client names it again.
  const requested = requestedScopes(params).union(held.intersection(offlineAccess));
  const { granted } = effectiveScopes(options.catalogue, requested, facts);
  const rejected = requested.difference(granted);

  const grant = new provider.Grant({ accountId: account.accountId, clientId });
  const add = (scopes: ScopeSet, kind: 'add' | 'reject') => {
    const protocol = scopes.filter(isProtocolScope);
    const tenant = scopes.difference(protocol);
    if (protocol.size > 0) grant[`${kind}OIDCScope`](protocol.toString());
    if (tenant.size > 0) grant[`${kind}ResourceScope`](options.resource, tenant.toString());
  };
  add(granted, 'add');
  add(rejected, 'reject');
  return grant;
}

/** Whether tokens of this grant outlive the session, and come with a refresh token. */
export function holdsOfflineAccess(ctx: OidcContext): boolean {
  return ScopeSet.fromClaim(ctx.oidc.entities.Grant?.getOIDCScope()).has('offline_access');
}
