import {
  actionMetadataUrl,
  buildActionMetadata,
  type ActionMetadataDocument,
  type Catalogue,
} from '@stepscope/core';
import { authsOf } from './auth.js';
import { bearerCheck } from './bearer-check.js';
import {
  NO_CACHE_STATS,
  VerifiedTokenCache,
  type CacheStats,
} from './cache/verified-token-cache.js';
import { checkRequest, type CheckTools } from './check-request.js';
import { dpopCheck } from './dpop/dpop-check.js';
import { observeDecisions } from './events/observe-decisions.js';
import { inShadow } from './in-shadow.js';
import { createIssuers } from './issuers/create-issuers.js';
import type { Issuers } from './issuers/issuer.js';
import { openScopes } from './metadata/metadata-options.js';
import {
  protectedResourceMetadata,
  type ProtectedResourceMetadata,
} from './metadata/protected-resource-metadata.js';
import { resolveOptions, type ResolvedOptions, type ResourceServerOptions } from './options.js';
import type { Decision, Policy } from './policy.js';
import { malformedCredentials } from './refusal.js';
import { expectedForm } from './request/read-credentials.js';
import type { ResourceRequest } from './request/resource-request.js';
import { followRevocations } from './revocation/follow-revocations.js';
import { introspectionVerifier } from './introspection/introspection-verifier.js';
import { discoverEndpoint } from './keys/discover-endpoint.js';
import { jwtVerifier } from './token/jwt-verifier.js';
import type { TokenVerifier } from './token/verified-token.js';
import { legalTokens } from './token/legal-tokens.js';
import { verifierByForm } from './token/verifier-by-form.js';

/** Decides about requests to one protected resource. Knows no web framework. */
export interface ResourceServer<S extends string = string, A extends string = string> {
  readonly catalogue: Catalogue<S, A>;
  /** The document of RFC 9728, and the URL under which clients expect it. */
  readonly metadata: { readonly url: string; readonly document: ProtectedResourceMetadata };
  /** What the actions of this API need, and the URL under which clients expect it. */
  readonly actionMetadata: { readonly url: string; readonly document: ActionMetadataDocument };
  /**
   * Whether a request may pass. Checks, in this order: preflight, credentials, the token (form, issuer,
   * signature, audience and times), proof of possession, revocation, strength of the login, scopes. The
   * first that fails answers; the last two answer together. Does NOT read the body. Rejects only if the
   * policy's own function does, or if the policy names an unknown scope or a malformed authentication.
   */
  check(request: ResourceRequest, policy?: Policy<S, A>): Promise<Decision<S, A>>;
  /**
   * The same as `check` for adapters of frameworks with callbacks: the decision itself where nothing
   * has to be waited for, such as keys, else a promise of it. Throws where `check` rejects.
   */
  decide(request: ResourceRequest, policy?: Policy<S, A>): Decision<S, A> | Promise<Decision<S, A>>;
  /** What the cache of verified tokens has done so far, and holds; all 0 with `cache: false`. */
  cacheStats(): CacheStats;
  /** Stops following the revocation feed, which counts as silent from then on. */
  close(): void;
}

/**
 * A resource server (RFC 6749 §1.1) that accepts JWT access tokens (RFC 9068, or as a
 * profile says) of the issuers that are configured. Fetches nothing until a token needs a key: it can be made while the issuer is down, answers 503 with
 * `Retry-After` until the keys can be had, and recovers by itself.
 * @throws {InvalidOptionError} for an option that breaks a rule, such as `http:` on a host that is
 *   not loopback.
 */
export function createResourceServer<S extends string, A extends string>(
  options: ResourceServerOptions<S, A>,
): ResourceServer<S, A> {
  const resolved = resolveOptions(options);
  const { catalogue } = options;
  if (resolved.mode === 'shadow') {
    process.emitWarning(`${resolved.resource} is in shadow mode: its guards let everything pass.`);
  }
  const { realm, resourceMetadata, now, onIssuerUnavailable, dpop } = resolved;
  const issuers = createIssuers(options, {
    ...resolved,
    onUnavailable: onIssuerUnavailable,
    onKeysFetched: (fetched) => resolved.emit?.({ type: 'keys-fetched', ...fetched }),
  });
  const revocations =
    resolved.revocation &&
    followRevocations({ ...resolved.revocation, now, onUnavailable: onIssuerUnavailable });
  const schemes = dpop === undefined ? (['Bearer'] as const) : (['Bearer', 'DPoP'] as const);
  const illegal = malformedCredentials(expectedForm(schemes));
  const jwt = jwtVerifier({ ...resolved, issuers, illegal });
  const introspection = opaqueVerifier(issuers, resolved);
  const verifier = introspection
    ? verifierByForm({ jwt, opaque: legalTokens(introspection, illegal) })
    : jwt;
  const cache =
    resolved.cache && new VerifiedTokenCache(verifier, { ...resolved, ...resolved.cache });
  const tools: CheckTools<S, A> = {
    catalogue,
    now,
    clockToleranceSeconds: resolved.clockToleranceSeconds,
    context: {
      realm,
      resourceMetadata,
      ...(dpop !== undefined && { dpopAlgs: dpop.algorithms }),
      // Where bearer tokens are refused, no challenge asks for one.
      ...(dpop?.required === true && { schemes: ['DPoP'] }),
    },
    schemes,
    authOf: authsOf(catalogue),
    verifier: cache ?? verifier,
    tokenChecks: [
      bearerCheck({ bindingRequired: dpop?.required === true }),
      dpop && dpopCheck({ ...resolved, dpop, onUnavailable: onIssuerUnavailable }),
      revocations?.check,
    ].filter((check) => check !== undefined),
  };
  const cacheStats = (): CacheStats => cache?.stats ?? NO_CACHE_STATS;
  const decideSilently = (request: ResourceRequest, policy: Policy<S, A> = {}) =>
    resolved.mode === 'shadow' || policy.mode === 'shadow'
      ? inShadow(
          (verified) => checkRequest(request, policy, tools, verified),
          policy.auth && { auth: policy.auth },
        )
      : checkRequest(request, policy, tools);
  const { emit } = resolved;
  const decide =
    emit === undefined ? decideSilently : observeDecisions(decideSilently, { emit, cacheStats });
  return {
    catalogue,
    metadata: {
      url: resourceMetadata,
      document: protectedResourceMetadata({ ...resolved, issuers: issuers.identifiers }),
    },
    actionMetadata: {
      url: actionMetadataUrl(resolved.resource),
      document: buildActionMetadata({
        ...resolved,
        catalogue,
        scopes: openScopes(resolved, catalogue),
      }),
    },
    check: async (request, policy) => decide(request, policy),
    decide,
    cacheStats,
    close: () => revocations?.close(),
  };
}

/** For tokens that are no JWTs, where an issuer is to be asked about them. */
function opaqueVerifier(issuers: Issuers, options: ResolvedOptions): TokenVerifier | undefined {
  const { introspected } = issuers;
  if (introspected?.introspection === undefined) return undefined;
  const { issuer, audience, introspection } = introspected;
  const { fetch, timeoutMs, onIssuerUnavailable } = options;
  let discovered: string | undefined;
  const discover = async (): Promise<string> => {
    const signal = AbortSignal.timeout(timeoutMs);
    return (discovered ??= await discoverEndpoint(issuer, 'introspection_endpoint', {
      fetch,
      signal,
    }));
  };
  return introspectionVerifier({
    ...options,
    ...introspection,
    issuer,
    audience,
    endpoint: async () => introspection.endpoint ?? discover(),
    onUnavailable: (error) => {
      // It may have moved.
      discovered = undefined;
      onIssuerUnavailable(error);
    },
  });
}
