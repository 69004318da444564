import { denial, type DenialContext } from '@stepscope/core';
import type { Auth } from './auth.js';
import { demandsOf } from './demands.js';
import { refusesToken, type VerifiedCaller } from './in-shadow.js';
import { insufficiencyOf, missingCredentials, type DemandTools } from './insufficiency.js';
import type { Decision, Policy } from './policy.js';
import { malformedCredentials, type Refusal } from './refusal.js';
import { isPreflight } from './request/is-preflight.js';
import { readCredentials, schemesTried, type TokenScheme } from './request/read-credentials.js';
import type { ResourceRequest } from './request/resource-request.js';
import { andThen, type MaybePromise } from './support/and-then.js';
import { checkToken, type TokenCheck } from './token-check.js';
import type { TokenVerifier, VerifiedToken } from './token/verified-token.js';

/** What requests are checked with. */
export interface CheckTools<S extends string, A extends string> extends DemandTools<S, A> {
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
 * possession, revocation, strength of the login and scopes. The first check that fails answers. A
 * promise only where a check has to wait. `verified` is told of a token that counts before it is asked
 * whether it suffices.
 */
export function checkRequest<S extends string, A extends string>(
  request: ResourceRequest,
  policy: Policy<S, A>,
  tools: CheckTools<S, A>,
  verified?: (caller: VerifiedCaller<S, A>) => void,
): MaybePromise<Decision<S, A>> {
  if (isPreflight(request)) {
    return { outcome: policy.optional === true ? 'allowed' : 'preflight' };
  }
  if (policy.auth !== undefined) {
    const scheme = policy.auth.keyThumbprint === undefined ? 'Bearer' : 'DPoP';
    return authorize(policy.auth, policy, tools, { scheme });
  }
  if (policy.refused !== undefined && refusesToken(policy.refused)) {
    const { reason, denial } = policy.refused;
    return { outcome: 'denied', reason, denial };
  }

  const credentials = readCredentials(request, tools.schemes);
  if (credentials.status === 'malformed') {
    const { detail, schemes } = credentials;
    return deny(malformedCredentials(detail), answeredIn(schemes, tools));
  }
  if (credentials.status === 'none') {
    if (policy.optional === true) return { outcome: 'allowed' };
    return andThen(demandsOf(policy, tools.catalogue), (demands) =>
      deny(missingCredentials(demands, tools), tools.context),
    );
  }

  const { scheme, token: tokenText } = credentials;
  return andThen(tools.verifier.verify(tokenText), (verification) => {
    if (verification.status === 'refused') {
      const { refusal } = verification;
      const isMalformed = refusal.code === 'INVALID_REQUEST';
      const tried = isMalformed ? schemesTried(request, tools.schemes) : [scheme];
      return deny(refusal, answeredIn(tried, tools));
    }
    const { token } = verification;
    const call = { request, scheme, tokenText, token };
    return andThen(checkToken(call, tools.tokenChecks), (result) => {
      if (result?.refusal !== undefined) {
        return deny(result.refusal, answeredIn([scheme], tools), result.headers);
      }
      const auth = tools.authOf(token);
      const headers = result?.headers;
      verified?.({ auth, headers });
      return authorize(auth, policy, tools, { scheme, headers });
    });
  });
}

function authorize<S extends string, A extends string>(
  auth: Auth<S, A>,
  policy: Policy<S, A>,
  tools: CheckTools<S, A>,
  { scheme, headers }: { readonly scheme: TokenScheme; readonly headers?: Headers | undefined },
): MaybePromise<Decision<S, A>> {
  return andThen(demandsOf(policy, tools.catalogue), (demands) => {
    const refusal = insufficiencyOf(auth, demands, tools);
    if (refusal !== undefined) {
      return { ...deny(refusal, answeredIn([scheme], tools), headers), auth };
    }
    return headers === undefined
      ? { outcome: 'allowed', auth }
      : { outcome: 'allowed', auth, headers };
  });
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
