import {
  isProblem,
  parseChallenges,
  readTokenChallenge,
  ScopeSet,
  type Challenge,
  type Problem,
  type TokenChallenge,
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
  | InsufficientAuthentication
  | {
      readonly kind: 'insufficient-scope';
      /** Every way to meet the requirement that the API tells of, the one it names first. Not empty. */
      readonly alternatives: readonly [ScopeSet, ...ScopeSet[]];
      readonly action?: string;
    };

/** The user must sign in anew, or in a stronger way (RFC 9470 §3). One of both is there. */
export interface InsufficientAuthentication {
  readonly kind: 'insufficient-authentication';
  /** Empty where it is about time alone. */
  readonly acrValues: readonly string[];
  readonly maxAgeSeconds: number | undefined;
  /** What the operation needs besides, where scopes are lacking too. */
  readonly alternatives: readonly ScopeSet[];
  readonly action?: string;
}

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
  const challenges = parseChallenges(wwwAuthenticate)
    .map(readTokenChallenge)
    .filter((challenge) => challenge !== undefined);
  // An API that takes both schemes names both, and says what was wrong in the one that was used.
  const challenge = challenges.find(({ error }) => error !== undefined) ?? challenges[0];
  // The header wins: the body counts where there is none.
  const told = wwwAuthenticate === null ? problem : undefined;
  if (status === 401) return readUnauthorized(challenge, told, problem);
  if (status === 403) return readForbidden(wwwAuthenticate, challenge, problem);
  return undefined;
}

function readUnauthorized(
  challenge: TokenChallenge | undefined,
  told: Problem | undefined,
  problem: Problem | undefined,
): Refusal | undefined {
  if (challenge === undefined) {
    if (told?.code === 'INVALID_TOKEN') return refusalOfError(told.error ?? 'invalid_token');
    if (told?.code === 'INSUFFICIENT_USER_AUTHENTICATION') {
      return readAuthentication(undefined, told);
    }
    if (told?.code !== 'MISSING_CREDENTIALS') return undefined;
    return { kind: 'missing-credentials', needed: ScopeSet.fromClaim(told.required?.[0]) };
  }
  const { error, scope: needed = ScopeSet.empty } = challenge;
  if (error === undefined) return { kind: 'missing-credentials', needed };
  if (error === 'insufficient_user_authentication') return readAuthentication(challenge, problem);
  return refusalOfError(error);
}

function refusalOfError(error: string | undefined): Refusal | undefined {
  if (error === 'invalid_token') return { kind: 'invalid-token' };
  return error === 'use_dpop_nonce' ? { kind: 'use-dpop-nonce' } : undefined;
}

function readAuthentication(
  challenge: TokenChallenge | undefined,
  problem: Problem | undefined,
): Refusal | undefined {
  const told = problem?.code === 'INSUFFICIENT_USER_AUTHENTICATION' ? problem : undefined;
  const { acrValues = [], maxAgeSeconds } =
    challenge ?? readTokenChallenge(challengeOf(told)) ?? {};
  if (acrValues.length === 0 && maxAgeSeconds === undefined) return undefined;
  return {
    kind: 'insufficient-authentication',
    acrValues,
    maxAgeSeconds,
    alternatives: alternativesIn(challenge, told),
    ...actionIn(told),
  };
}

/** What the header would have said. */
function challengeOf(told: Problem | undefined): Challenge {
  const { acr_values: acrValues = [], max_age: maxAge } = told ?? {};
  return {
    scheme: 'Bearer',
    params: {
      ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
      ...(maxAge !== undefined && { max_age: String(maxAge) }),
    },
  };
}

function readForbidden(
  header: string | null,
  challenge: TokenChallenge | undefined,
  problem: Problem | undefined,
): Refusal | undefined {
  if (header !== null && challenge?.error !== 'insufficient_scope') return undefined;
  const told = problem?.code === 'INSUFFICIENT_SCOPE' ? problem : undefined;
  const [head, ...rest] = alternativesIn(challenge, told);
  if (head === undefined) return undefined;
  return { kind: 'insufficient-scope', alternatives: [head, ...rest], ...actionIn(told) };
}

function actionIn(told: Problem | undefined): { readonly action?: string } {
  return typeof told?.action === 'string' ? { action: told.action } : {};
}

/** Every way to meet the requirement that is told, the one that is named first. */
function alternativesIn(
  challenge: TokenChallenge | undefined,
  told: Problem | undefined,
): readonly ScopeSet[] {
  const others = (told?.required ?? []).map((scopes) => ScopeSet.fromClaim(scopes));
  const cheapest = ScopeSet.fromClaim(told?.missing).union(ScopeSet.fromClaim(told?.granted));
  const first = challenge?.scope ?? others.find((set) => set.isSubsetOf(cheapest));
  const sets = [...(first === undefined ? [] : [first]), ...others].filter(({ size }) => size > 0);
  return sets.filter((set, index) => sets.findIndex((earlier) => earlier.equals(set)) === index);
}
