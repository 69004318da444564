import {
  denial,
  ScopeSet,
  type Catalogue,
  type DenialContext,
  type Requirement,
  type ScopeShortage,
} from '@stepscope/core';
import { authOf, type Auth } from './auth.js';
import type { Decision, Policy } from './policy.js';
import type { Refusal } from './refusal.js';
import { isPreflight } from './request/is-preflight.js';
import { readCredentials, type TokenScheme } from './request/read-credentials.js';
import type { ResourceRequest } from './request/resource-request.js';
import type { TokenCheck } from './token-check.js';
import type { TokenVerifier } from './token/verified-token.js';

/** What requests are checked with. */
export interface CheckTools<S extends string, A extends string> {
  readonly catalogue: Catalogue<S, A>;
  readonly context: DenialContext;
  /** Schemes of `Authorization` that are taken. */
  readonly schemes: readonly TokenScheme[];
  readonly verifier: TokenVerifier;
  /** In their order, after the verification of the token: proof of possession, revocation. */
  readonly tokenChecks: readonly TokenCheck[];
}

type Headers = Readonly<Record<string, string>>;

/**
 * Decides about a request, in the order of the wire contract: preflight, credentials, token, proof of
 * possession, revocation, scopes. The first check that fails answers.
 */
export async function checkRequest<S extends string, A extends string>(
  request: ResourceRequest,
  policy: Policy<S, A>,
  tools: CheckTools<S, A>,
): Promise<Decision<S, A>> {
  if (isPreflight(request)) {
    return { outcome: policy.optional === true ? 'allowed' : 'preflight' };
  }
  if (policy.auth !== undefined) return authorize(policy.auth, undefined, policy, tools);

  const credentials = readCredentials(request, tools.schemes);
  if (credentials.status === 'malformed') {
    const { detail } = credentials;
    const refusal: Refusal = { code: 'INVALID_REQUEST', reason: 'malformed-credentials', detail };
    return deny(refusal, tools.context);
  }
  if (credentials.status === 'none') {
    return policy.optional === true
      ? { outcome: 'allowed' }
      : deny(await missingCredentials(policy, tools), tools.context);
  }

  const { scheme, token: tokenText } = credentials;
  const context = scheme === 'Bearer' ? tools.context : { ...tools.context, schemes: [scheme] };
  const verification = await tools.verifier.verify(tokenText);
  if (verification.status === 'refused') return deny(verification.refusal, context);
  const { token } = verification;
  let headers: Record<string, string> | undefined;
  for (const check of tools.tokenChecks) {
    const result = await check({ request, scheme, tokenText, token });
    if (result?.refusal !== undefined) return deny(result.refusal, context);
    if (result !== undefined) headers = Object.assign(headers ?? {}, result.headers);
  }
  return authorize(authOf(token, tools.catalogue), headers, policy, { ...tools, context });
}

async function authorize<S extends string, A extends string>(
  auth: Auth<S, A>,
  headers: Headers | undefined,
  policy: Policy<S, A>,
  { catalogue, context }: Pick<CheckTools<S, A>, 'catalogue' | 'context'>,
): Promise<Decision<S, A>> {
  const requirement = await requirementOf(policy, catalogue);
  const shortage =
    requirement === undefined ? undefined : shortageOf(auth, requirement, policy, catalogue);
  if (shortage !== undefined) {
    return deny({ code: 'INSUFFICIENT_SCOPE', reason: 'scope', ...shortage }, context);
  }
  return { outcome: 'allowed', auth, ...(headers !== undefined && { headers }) };
}

function shortageOf<S extends string, A extends string>(
  { scopes: granted }: Auth<S, A>,
  requirement: Requirement<S>,
  { action }: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): ScopeShortage | undefined {
  const evaluation = catalogue.evaluate(requirement, granted);
  if (evaluation.satisfied) return undefined;
  const { required, alternatives, missing } = evaluation;
  return { ...(action !== undefined && { action }), required, alternatives, granted, missing };
}

async function missingCredentials<S extends string, A extends string>(
  policy: Policy<S, A>,
  { catalogue }: CheckTools<S, A>,
): Promise<Refusal> {
  const requirement = await requirementOf(policy, catalogue);
  const needs =
    requirement === undefined ? undefined : catalogue.evaluate(requirement, ScopeSet.empty);
  return {
    code: 'MISSING_CREDENTIALS',
    reason: 'no-credentials',
    // The alternative that a token without scopes would be told to ask for.
    ...(needs?.satisfied === false && {
      required: needs.required,
      alternatives: needs.alternatives,
    }),
  };
}

async function requirementOf<S extends string, A extends string>(
  { requirement, action }: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): Promise<Requirement<S> | undefined> {
  if (action !== undefined) return catalogue.requirementOf(action);
  return typeof requirement === 'function' ? requirement() : requirement;
}

function deny(refusal: Refusal, context: DenialContext): Decision<never, never> {
  const { reason, ...situation } = refusal;
  return { outcome: 'denied', reason, denial: denial({ ...context, ...situation }) };
}
