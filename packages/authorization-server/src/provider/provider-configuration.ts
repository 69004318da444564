import { ScopeSet, type Catalogue } from '@stepscope/core';
import { errors, type Configuration } from 'oidc-provider';
import type { Directory } from '../directory.js';
import { errorPage, errorTextOf } from '../pages/error-page.js';
import type { ServerKeys } from '../storage/server-keys.js';
import { findAccount } from './account.js';
import { buildAuthorizationGrant, holdsOfflineAccess } from './authorization-grant.js';
import { effectiveScopes, type FactsReader } from './authorization-facts.js';
import { answerLogout, answerSignedOut } from './logout.js';
import { createPrompts, isConsentOpen } from './prompts.js';
import { REQUESTED_SCOPE, rememberRequestedScope } from './requested-scopes.js';
import { rotateRefreshToken } from './rotate-refresh-token.js';

export interface ProviderSettings {
  readonly issuer: URL;
  /** The one resource (RFC 8707) for which access tokens are issued. */
  readonly resource: string;
  readonly catalogue: Catalogue;
  readonly directory: Directory;
  readonly facts: FactsReader;
  readonly keys: ServerKeys;
  readonly adapter: NonNullable<Configuration['adapter']>;
  readonly accessTokenTtlSeconds: number;
  /** Whether a DPoP proof without a nonce is refused. */
  readonly requireDpopNonce: boolean;
}

const DAY_SECONDS = 24 * 60 * 60;

/** oidc-provider's configuration: one resource, public clients, code with PKCE S256. */
export function providerConfiguration(settings: ProviderSettings): Configuration {
  const { issuer, catalogue, directory, facts, keys } = settings;
  const tenantScopes = ScopeSet.from(catalogue.scopes.keys());

  return {
    adapter: settings.adapter,
    jwks: { keys: [...keys.signing.keys] },
    cookies: {
      keys: [...keys.cookie],
      // Cookies ignore ports: servers on one host would overwrite each other's.
      names: {
        session: `stepscope_session_${issuer.port}`,
        interaction: `stepscope_interaction_${issuer.port}`,
        resume: `stepscope_resume_${issuer.port}`,
      },
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    ttl: {
      AccessToken: settings.accessTokenTtlSeconds,
      AuthorizationCode: 60,
      IdToken: 60 * 60,
      Interaction: 60 * 60,
      Session: 14 * DAY_SECONDS,
      Grant: 15 * DAY_SECONDS,
      // A refresh token that replaces another expires when that one would have.
      RefreshToken: (ctx) =>
        ctx.oidc.entities.RotatedRefreshToken?.remainingTTL ?? 14 * DAY_SECONDS,
    },
    rotateRefreshToken,
    issueRefreshToken: (ctx) => holdsOfflineAccess(ctx),
    expiresWithSession: (ctx) => !holdsOfflineAccess(ctx),
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    // Named, so that no release of the library widens them.
    enabledJWA: { dPoPSigningAlgValues: ['ES256', 'Ed25519', 'EdDSA'] },
    extraParams: { [REQUESTED_SCOPE]: rememberRequestedScope },
    features: {
      devInteractions: { enabled: false },
      dPoP: {
        enabled: true,
        nonceSecret: Buffer.from(keys.dpopNonce.secret, 'base64url'),
        requireNonce: () => settings.requireDpopNonce,
      },
      pushedAuthorizationRequests: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId,
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: answerLogout,
        postLogoutSuccessSource: answerSignedOut,
      },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        // A client that knows nothing of RFC 8707 still gets a token for the resource of its scopes.
        defaultResource(ctx, _client, oneOf) {
          if (oneOf !== undefined) return oneOf;
          const requested = ScopeSet.fromClaim(ctx.oidc.params?.['scope']);
          return requested.isDisjointFrom(tenantScopes) ? undefined : settings.resource;
        },
        async getResourceServerInfo(ctx, indicator, client) {
          if (indicator !== settings.resource) throw new errors.InvalidTarget();
          const userId = ctx.oidc.entities.Account?.accountId ?? ctx.oidc.session?.accountId;
          const known = await facts.read(ctx, client.clientId, userId);
          return {
            scope: effectiveScopes(catalogue, tenantScopes, known).granted.toString(),
            audience: settings.resource,
            accessTokenTTL: settings.accessTokenTtlSeconds,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          };
        },
      },
    },
    async extraTokenClaims(ctx, token) {
      if (!('accountId' in token) || token.clientId === undefined) return undefined;
      const { user } = await facts.read(ctx, token.clientId, token.accountId);
      return { grant_version: user?.grant?.version ?? 0 };
    },
    findAccount: (ctx, userId, token) =>
      findAccount(ctx, userId, { directory, facts, source: token }),
    async loadExistingGrant(ctx) {
      const grant = await buildAuthorizationGrant(ctx, settings);
      // Only an authorization that needs no page ends with this grant; others build theirs anew.
      if (grant !== undefined && !(await isConsentOpen(ctx, settings))) await grant.save();
      return grant;
    },
    interactions: {
      policy: createPrompts({ catalogue, directory, facts }),
      url: (_ctx, interaction) => `/interaction/${interaction.uid}`,
    },
    renderError(ctx, out, error) {
      ctx.type = 'html';
      ctx.body = errorPage(errorTextOf(out, error)).toString();
    },
  };
}
