import { hasChallenge, wordsOf, type ExpectedChallenge } from './match-challenge.js';
import { readAnswer, type Answer, type ReceivedAnswer } from './received-answer.js';

/** What a matcher answers: `expect.extend` of vitest and Jest takes it, and so can an assertion. */
export interface MatchResult {
  readonly pass: boolean;
  /** What was expected and what came, for either outcome. */
  readonly message: () => string;
}

/** What a refusal must say besides its status and its error. */
export type ExpectedRefusal = Omit<ExpectedChallenge, 'error'>;

/** The answer has a `Bearer` or `DPoP` challenge, whatever its status, that says all of this. */
export function toHaveChallenge(
  received: ReceivedAnswer,
  expected: ExpectedChallenge = {},
): MatchResult {
  const answer = readAnswer(received);
  const pass = hasChallenge(answer, expected);
  return resultOf(pass, `a challenge with ${wordsOf(expected) || 'anything'}`, answer);
}

/** 401 without `error`: the call had no credentials, or none of a scheme that is taken (RFC 6750 §3.1). */
export function toBeMissingCredentials(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  const answer = readAnswer(received);
  const { challenges } = answer;
  const noError = challenges.every(({ error }) => error === undefined);
  return refusalResult(answer, { status: 401, error: undefined, expected, also: noError });
}

/** 400 `invalid_request`: the call is malformed, or carries two tokens. */
export function toBeInvalidRequest(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  return refusalResult(readAnswer(received), { status: 400, error: 'invalid_request', expected });
}

/** 401 `invalid_token`: expired, revoked, of another issuer, audience or key, or none at all. */
export function toBeInvalidToken(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  return refusalResult(readAnswer(received), { status: 401, error: 'invalid_token', expected });
}

/** 403 `insufficient_scope`; `scope` is all that the operation needs. */
export function toBeInsufficientScope(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  const answer = readAnswer(received);
  return refusalResult(answer, { status: 403, error: 'insufficient_scope', expected });
}

/** 401 `insufficient_user_authentication`: the sign-in is too weak or too old (RFC 9470). */
export function toBeInsufficientUserAuthentication(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  const error = 'insufficient_user_authentication';
  return refusalResult(readAnswer(received), { status: 401, error, expected });
}

/** 401 `invalid_dpop_proof` (RFC 9449 §7.1). */
export function toBeInvalidDpopProof(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  const answer = readAnswer(received);
  return refusalResult(answer, { status: 401, error: 'invalid_dpop_proof', expected });
}

/** 401 `use_dpop_nonce`, with the nonce in `DPoP-Nonce` (RFC 9449 §9). */
export function toRequireDpopNonce(
  received: ReceivedAnswer,
  expected: ExpectedRefusal = {},
): MatchResult {
  const answer = readAnswer(received);
  const also = answer.header('DPoP-Nonce') !== undefined;
  return refusalResult(answer, { status: 401, error: 'use_dpop_nonce', expected, also });
}

/** 503 with `Retry-After` and without a challenge: nobody can tell whether the token is good. */
export function toBeIssuerUnavailable(received: ReceivedAnswer): MatchResult {
  const answer = readAnswer(received);
  const retry = answer.header('Retry-After') !== undefined;
  const silent = answer.header('WWW-Authenticate') === undefined;
  const pass = answer.status === 503 && retry && silent;
  return resultOf(pass, '503 with Retry-After and without a challenge', answer);
}

/** All matchers, for `expect.extend`. */
export const challengeMatchers = {
  toHaveChallenge,
  toBeMissingCredentials,
  toBeInvalidRequest,
  toBeInvalidToken,
  toBeInsufficientScope,
  toBeInsufficientUserAuthentication,
  toBeInvalidDpopProof,
  toRequireDpopNonce,
  toBeIssuerUnavailable,
};

/** The matchers as methods of `expect(answer)`. */
export type ChallengeMatchers<R> = {
  [Name in keyof typeof challengeMatchers]: (
    ...expected: Parameters<(typeof challengeMatchers)[Name]> extends [unknown, ...infer Rest]
      ? Rest
      : []
  ) => R;
};

function refusalResult(
  answer: Answer,
  {
    status,
    error,
    expected,
    also = true,
  }: {
    readonly status: number;
    readonly error: string | undefined;
    readonly expected: ExpectedRefusal;
    readonly also?: boolean;
  },
): MatchResult {
  const challenge = { error, ...expected };
  const pass = also && answer.status === status && hasChallenge(answer, challenge);
  return resultOf(pass, `${status} with ${wordsOf(challenge)}`, answer);
}

function resultOf(pass: boolean, expected: string, answer: Answer): MatchResult {
  const challenge = answer.header('WWW-Authenticate') ?? 'no WWW-Authenticate';
  return {
    pass,
    message: () =>
      `expected ${pass ? 'anything but ' : ''}${expected}\nreceived ${answer.status} with ${challenge}`,
  };
}
