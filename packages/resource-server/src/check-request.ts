import {
  denial,
  ScopeSet,
  type Catalogue,
  type DenialContext,
  type Requirement,
  type ScopeShortage,
} from '@stepscope/core';
import type { Auth } from './auth.js';
import type { Decision, Policy } from './policy.js';
import type { Refusal } from './refusal.js';
import { isPreflight } from './request/is-preflight.js';
import { readCredentials, type TokenScheme } from './request/read-credentials.js';
import type { ResourceRequest } from './request/resource-request.js';
import { andThen, type MaybePromise } from './support/and-then.js';
import { checkToken, type TokenCheck } from './token-check.js';
import type { TokenVerifier, VerifiedToken } from './token/verified-token.js';

/** What requests are checked with. */
export interface CheckTools<S extends string, A extends string> {
  readonly catalogue: Catalogue<S, A>;
  readonly context: DenialContext;
  /** Schemes of `Authorization` that are taken. */
  readonly schemes: readonly TokenScheme[];
  readonly verifier: TokenVerifier;
  /** What a verified token says, in the terms of the catalogue. */
  readonly authOf: (token: VerifiedToken) => Auth<S, A>;
  /** In their order, after the verification of the token: proof of possession, revocation. */
  readonly tokenChecks: readonly TokenCheck[];
}

type Headers = Readonly<Record<string, string>>;
type Denied = Extract<Decision<never, never>, { outcome: 'denied' }>;

/**
 * Decides about a request, in the order of the wire contract: preflight, credentials, token, proof of
 * possession, revocation, scopes. The first check that fails answers. A promise only where a check
 * has to wait.
 */
export function checkRequest<S extends string, A extends string>(
  request: ResourceRequest,
  policy: Policy<S, A>,
  tools: CheckTools<S, A>,
): MaybePromise<Decision<S, A>> {
  if (isPreflight(request)) {
    return { outcome: policy.optional === true ? 'allowed' : 'preflight' };
  }
  const { catalogue } = tools;
  if (policy.auth !== undefined) {
    const scheme = policy.auth.keyThumbprint === undefined ? 'Bearer' : 'DPoP';
    const context = answeredIn([scheme], tools);
    return authorize(policy.auth, undefined, policy, { catalogue, context });
  }

  const credentials = readCredentials(request, tools.schemes);
  if (credentials.status === 'malformed') {
    const { detail, schemes } = credentials;
    const refusal: Refusal = { code: 'INVALID_REQUEST', reason: 'malformed-credentials', detail };
    return deny(refusal, answeredIn(schemes, tools));
  }
  if (credentials.status === 'none') {
    if (policy.optional === true) return { outcome: 'allowed' };
    return andThen(requirementOf(policy, catalogue), (requirement) =>
      deny(missingCredentials(requirement, catalogue), tools.context),
    );
  }

  const { scheme, token: tokenText } = credentials;
  const context = answeredIn([scheme], tools);
  return andThen(tools.verifier.verify(tokenText), (verification) => {
    if (verification.status === 'refused') return deny(verification.refusal, context);
    const { token } = verification;
    const call = { request, scheme, tokenText, token };
    return andThen(checkToken(call, tools.tokenChecks), (result) =>
      result?.refusal === undefined
        ? authorize(tools.authOf(token), result?.headers, policy, { catalogue, context })
        : deny(result.refusal, context),
    );
  });
}

function authorize<S extends string, A extends string>(
  auth: Auth<S, A>,
  headers: Headers | undefined,
  policy: Policy<S, A>,
  { catalogue, context }: Pick<CheckTools<S, A>, 'catalogue' | 'context'>,
): MaybePromise<Decision<S, A>> {
  return andThen(requirementOf(policy, catalogue), (requirement) => {
    const shortage =
      requirement === undefined ? undefined : shortageOf(auth, requirement, policy, catalogue);
    if (shortage !== undefined) {
      const refusal: Refusal = { code: 'INSUFFICIENT_SCOPE', reason: 'scope', ...shortage };
      return { ...deny(refusal, context, headers), auth };
    }
    return headers === undefined
      ? { outcome: 'allowed', auth }
      : { outcome: 'allowed', auth, headers };
  });
}

function shortageOf<S extends string, A extends string>(
  { scopes: granted }: Auth<S, A>,
  requirement: Requirement<S>,
  { action }: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): ScopeShortage | undefined {
  // By the name of an action the catalogue has the alternatives at hand.
  const evaluation = catalogue.evaluate(action ?? requirement, granted);
  if (evaluation.satisfied) return undefined;
  const { required, alternatives, missing } = evaluation;
  return { ...(action !== undefined && { action }), required, alternatives, granted, missing };
}

function missingCredentials<S extends string, A extends string>(
  requirement: Requirement<S> | undefined,
  catalogue: Catalogue<S, A>,
): Refusal {
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

function requirementOf<S extends string, A extends string>(
  { requirement, action }: Policy<S, A>,
  catalogue: Catalogue<S, A>,
): MaybePromise<Requirement<S> | undefined> {
  if (action !== undefined) return catalogue.requirementOf(action);
  return typeof requirement === 'function' ? requirement() : requirement;
}

/** Who authenticates in a scheme is answered in it, unless the API takes only the other one. */
function answeredIn(
  schemes: readonly TokenScheme[],
  { context }: Pick<CheckTools<never, never>, 'context'>,
): DenialContext {
  return schemes.length === 0 || context.schemes !== undefined ? context : { ...context, schemes };
}

function deny(
  { reason, ...situation }: Refusal,
  context: DenialContext,
  headers?: Headers,
): Denied {
  const answer = denial({ ...context, ...situation });
  return {
    outcome: 'denied',
    reason,
    denial:
      headers === undefined ? answer : { ...answer, headers: { ...headers, ...answer.headers } },
  };
}
