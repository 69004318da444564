import {
  isProblem,
  parseChallenges,
  ScopeSet,
  type Challenge,
  type Problem,
} from '@stepscope/core';

/** Why an API refused a call, as far as a token could help. */
export type Refusal =
  | {
      readonly kind: 'missing-credentials';
      /** What the operation needs, as far as the API tells. */
      readonly needed: ScopeSet;
    }
  | { readonly kind: 'invalid-token' }
  /** The proof lacks the nonce that the API wants (RFC 9449 §9). */
  | { readonly kind: 'use-dpop-nonce' }
  | {
      readonly kind: 'insufficient-scope';
      /** Every way to meet the requirement that the API tells of, the one it names first. Not empty. */
      readonly alternatives: readonly [ScopeSet, ...ScopeSet[]];
      readonly action?: string;
    };

/** What an API answered. Nothing of it is trusted. */
export interface RefusedResponse {
  readonly status: number;
  /** The WWW-Authenticate header, or `null` where there is none or CORS hides it. */
  readonly wwwAuthenticate: string | null;
  /** The parsed body, or `undefined` where it is not JSON. */
  readonly body: unknown;
}

/**
 * Why a call was refused, or `undefined` where no token would help. The challenge decides; the body of
 * a Stepscope API stands in where the header cannot be read, and adds the alternatives that a
 * challenge has no place for.
 */
export function readRefusal({
  status,
  wwwAuthenticate,
  body,
}: RefusedResponse): Refusal | undefined {
  const problem = isProblem(body) ? body : undefined;
  const challenges = parseChallenges(wwwAuthenticate).filter(({ scheme }) =>
    /^(bearer|dpop)$/i.test(scheme),
  );
  // An API that takes both schemes names both, and says what was wrong in the one that was used.
  const challenge = challenges.find(({ params }) => 'error' in params) ?? challenges[0];
  if (status === 401) return readUnauthorized(wwwAuthenticate, challenge, problem);
  if (status === 403) return readForbidden(wwwAuthenticate, challenge, problem);
  return undefined;
}

function readUnauthorized(
  header: string | null,
  challenge: Challenge | undefined,
  problem: Problem | undefined,
): Refusal | undefined {
  if (header === null) {
    if (problem?.code === 'INVALID_TOKEN') return refusalOfError(problem.error ?? 'invalid_token');
    if (problem?.code !== 'MISSING_CREDENTIALS') return undefined;
    return { kind: 'missing-credentials', needed: ScopeSet.fromClaim(problem.required?.[0]) };
  }
  if (challenge === undefined) return undefined;
  const { error, scope } = challenge.params;
  if (error !== undefined) return refusalOfError(error);
  return { kind: 'missing-credentials', needed: ScopeSet.fromClaim(scope) };
}

function refusalOfError(error: string | undefined): Refusal | undefined {
  if (error === 'invalid_token') return { kind: 'invalid-token' };
  return error === 'use_dpop_nonce' ? { kind: 'use-dpop-nonce' } : undefined;
}

function readForbidden(
  header: string | null,
  challenge: Challenge | undefined,
  problem: Problem | undefined,
): Refusal | undefined {
  if (header !== null && challenge?.params['error'] !== 'insufficient_scope') return undefined;
  const told = problem?.code === 'INSUFFICIENT_SCOPE' ? problem : undefined;
  const named = ScopeSet.fromClaim(challenge?.params['scope']);
  const others = (told?.required ?? []).map((scopes) => ScopeSet.fromClaim(scopes));
  const cheapest = ScopeSet.fromClaim(told?.missing).union(ScopeSet.fromClaim(told?.granted));
  const first = named.size > 0 ? named : others.find((set) => set.isSubsetOf(cheapest));
  const sets = [...(first === undefined ? [] : [first]), ...others].filter(({ size }) => size > 0);
  const [head, ...rest] = sets.filter(
    (set, index) => sets.findIndex((earlier) => earlier.equals(set)) === index,
  );
  if (head === undefined) return undefined;
  return {
    kind: 'insufficient-scope',
    alternatives: [head, ...rest],
    ...(typeof told?.action === 'string' && { action: told.action }),
  };
}
