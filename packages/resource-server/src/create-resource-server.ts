import {
  denial,
  type Catalogue,
  type Denial,
  type DenialContext,
  type DenialSituation,
  type Requirement,
} from '@stepscope/core';
import { authOf, type Auth } from './auth.js';
import { IssuerKeys } from './keys/issuer-keys.js';
import { createKeySetSource } from './keys/key-set-source.js';
import { resolveOptions, type ResourceServerOptions } from './options.js';
import type { Decision, Policy } from './policy.js';
import {
  protectedResourceMetadata,
  type ProtectedResourceMetadata,
} from './protected-resource-metadata.js';
import { bearerToken } from './request/bearer-token.js';
import { isPreflight } from './request/is-preflight.js';
import type { ResourceRequest } from './request/resource-request.js';
import { verifyAccessToken, type VerificationContext } from './token/verify-access-token.js';

/** Decides about requests to one protected resource. Knows no web framework. */
export interface ResourceServer<S extends string = string, A extends string = string> {
  readonly catalogue: Catalogue<S, A>;
  /** The document of RFC 9728, and the URL under which clients expect it. */
  readonly metadata: { readonly url: string; readonly document: ProtectedResourceMetadata };
  /**
   * Whether a request may pass. Checks, in this order: preflight, credentials, form of the token,
   * issuer, signature, audience and times, scopes. The first that fails answers. Does NOT check
   * revocation, proof of possession (a bound token is refused) or strength of the login; does not
   * read the body. Rejects only if the policy's own function does, or names an unknown scope.
   */
  check(request: ResourceRequest, policy?: Policy<S, A>): Promise<Decision<S, A>>;
}

/**
 * A resource server (RFC 6749 §1.1) that accepts JWT access tokens (RFC 9068) of one issuer. Fetches
 * nothing until a token needs a key: it can be made while the issuer is down, answers 503 with
 * `Retry-After` until the keys can be had, and recovers by itself.
 * @throws {InvalidOptionError} for an option that breaks a rule, such as `http:` on a host that is
 *   not loopback.
 */
export function createResourceServer<S extends string, A extends string>(
  options: ResourceServerOptions<S, A>,
): ResourceServer<S, A> {
  const resolved = resolveOptions(options);
  const { catalogue } = options;
  const { realm, resourceMetadata, now, onIssuerUnavailable } = resolved;
  const source = createKeySetSource(resolved);
  const keys = new IssuerKeys({ source, now, onUnavailable: onIssuerUnavailable });
  const tools: Tools<S, A> = {
    catalogue,
    context: { realm, resourceMetadata },
    verification: { ...resolved, keys },
  };
  return {
    catalogue,
    metadata: {
      url: resourceMetadata,
      document: protectedResourceMetadata(resolved, catalogue),
    },
    check: (request, policy = {}) => check(request, policy, tools),
  };
}

interface Tools<S extends string, A extends string> {
  readonly catalogue: Catalogue<S, A>;
  readonly context: DenialContext;
  readonly verification: VerificationContext;
}

async function check<S extends string, A extends string>(
  request: ResourceRequest,
  policy: Policy<S, A>,
  tools: Tools<S, A>,
): Promise<Decision<S, A>> {
  if (isPreflight(request)) {
    return { outcome: policy.optional === true ? 'allowed' : 'preflight' };
  }
  if (policy.auth !== undefined) return authorize(policy.auth, policy, tools);
  const credentials = bearerToken(request);
  switch (credentials.status) {
    case 'none':
      return policy.optional === true
        ? { outcome: 'allowed' }
        : refuse(await missingCredentials(policy, tools));
    case 'malformed':
      return refuse(
        denial({ ...tools.context, code: 'INVALID_REQUEST', detail: credentials.detail }),
      );
    case 'token':
      return checkToken(credentials.token, policy, tools);
  }
}

async function checkToken<S extends string, A extends string>(
  token: string,
  policy: Policy<S, A>,
  tools: Tools<S, A>,
): Promise<Decision<S, A>> {
  const { context, verification } = tools;
  const result = await verifyAccessToken(token, verification);
  switch (result.status) {
    case 'invalid':
      return refuse(denial({ ...context, code: 'INVALID_TOKEN', detail: result.detail }));
    case 'unavailable': {
      const { retryAfterSeconds } = result;
      return refuse(denial({ ...context, code: 'ISSUER_UNAVAILABLE', retryAfterSeconds }));
    }
    case 'valid':
      return authorize(authOf(result.claims, tools.catalogue), policy, tools);
  }
}

async function authorize<S extends string, A extends string>(
  auth: Auth<S, A>,
  policy: Policy<S, A>,
  { catalogue, context }: Tools<S, A>,
): Promise<Decision<S, A>> {
  const requirement = await requirementOf(policy, catalogue);
  if (requirement === undefined) return { outcome: 'allowed', auth };
  const evaluation = catalogue.evaluate(requirement, auth.scopes);
  if (evaluation.satisfied) return { outcome: 'allowed', auth };
  const { required, alternatives, missing } = evaluation;
  const situation: DenialSituation = {
    ...context,
    code: 'INSUFFICIENT_SCOPE',
    ...(policy.action !== undefined && { action: policy.action }),
    required,
    alternatives,
    granted: auth.scopes,
    missing,
  };
  return refuse(denial(situation));
}

async function missingCredentials<S extends string, A extends string>(
  policy: Policy<S, A>,
  { catalogue, context }: Tools<S, A>,
): Promise<Denial> {
  const requirement = await requirementOf(policy, catalogue);
  return denial({
    ...context,
    code: 'MISSING_CREDENTIALS',
    ...(requirement !== undefined && { alternatives: catalogue.alternativesOf(requirement) }),
  });
}

async function requirementOf<S extends string, A extends string>(
  { requirement, action }: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): Promise<Requirement<S> | undefined> {
  if (action !== undefined) return catalogue.requirementOf(action);
  return typeof requirement === 'function' ? requirement() : requirement;
}

function refuse(reason: Denial): { readonly outcome: 'denied'; readonly denial: Denial } {
  return { outcome: 'denied', denial: reason };
}
