import { CoreError } from '../core-error.js';
import { isScope } from '../scopes/is-scope.js';
import type { ScopeSet } from '../scopes/scope-set.js';
import { denialChallenges } from './denial-challenges.js';
import type { DenialSituation, ScopeShortage } from './denial-situation.js';
import type { Problem, ProblemCode } from './problem.js';

/** A refusal, ready to be sent by any server. */
export interface Denial {
  readonly status: 400 | 401 | 403 | 503;
  /** `WWW-Authenticate` is one value, whose challenges are joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be sent as JSON. */
  readonly body: Problem;
}

/** What a cross-origin caller must be allowed to read of a denial and of a success. */
export const exposedHeaders: readonly string[] = Object.freeze([
  'WWW-Authenticate',
  'DPoP-Nonce',
  'Retry-After',
]);

const fixed: Record<ProblemCode, { status: Denial['status']; title: string; error?: string }> = {
  MISSING_CREDENTIALS: { status: 401, title: 'An access token is needed' },
  INVALID_REQUEST: { status: 400, title: 'The request is malformed', error: 'invalid_request' },
  INVALID_TOKEN: { status: 401, title: 'The access token was refused', error: 'invalid_token' },
  INSUFFICIENT_USER_AUTHENTICATION: {
    status: 401,
    title: 'The user has to sign in again',
    error: 'insufficient_user_authentication',
  },
  INSUFFICIENT_SCOPE: {
    status: 403,
    title: 'The access token lacks a permission',
    error: 'insufficient_scope',
  },
  ISSUER_UNAVAILABLE: { status: 503, title: 'Access tokens cannot be verified right now' },
};

/**
 * Status, headers and body for a refused call: the one place where they are decided. The challenges
 * follow RFC 6750 §3, RFC 9449 §7.1 and §9, and RFC 9470 §3; the body RFC 9457. Nothing of the request
 * is echoed. Does not check that the situation is true, nor in which order the call was examined.
 * @throws {CoreError} `INVALID_ARGUMENT` for an option that no client could act on: a malformed nonce,
 *   algorithm, `acr` or age, or an insufficient authentication without a bound.
 */
export function denial(situation: DenialSituation): Denial {
  const { code } = situation;
  const { status, title } = fixed[code];
  const error = ('error' in situation ? situation.error : undefined) ?? fixed[code].error;
  const detail = detailOf(situation);
  return {
    status,
    headers: {
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      ...('dpopNonce' in situation && { 'DPoP-Nonce': nonceOf(situation.dpopNonce) }),
      ...(situation.code === 'ISSUER_UNAVAILABLE'
        ? { 'Retry-After': String(Math.max(1, Math.ceil(situation.retryAfterSeconds))) }
        : { 'WWW-Authenticate': denialChallenges(situation, { error, detail }) }),
    },
    body: {
      type: `urn:stepscope:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      detail,
      code,
      ...(error !== undefined && { error }),
      ...membersOf(situation),
    },
  };
}

function nonceOf(nonce: string): string {
  // RFC 9449 §8.1 allows a nonce exactly the characters of a scope-token.
  if (isScope(nonce)) return nonce;
  throw new CoreError({
    code: 'INVALID_ARGUMENT',
    place: 'dpopNonce',
    problem: 'The nonce is empty or has a character that a header must not carry.',
    rule: "A nonce is printable ASCII without space, '\"' and '\\' (RFC 9449 §8.1).",
    fix: 'Encode it as base64url.',
  });
}

function detailOf(situation: DenialSituation): string {
  switch (situation.code) {
    case 'MISSING_CREDENTIALS':
      return 'Send an access token in the Authorization header, as "Bearer" and the token.';
    case 'INVALID_REQUEST':
    case 'INVALID_TOKEN':
      return situation.detail;
    case 'INSUFFICIENT_USER_AUTHENTICATION':
      return 'The operation needs a more recent or a stronger sign-in.';
    case 'INSUFFICIENT_SCOPE':
      return `The access token lacks ${[...situation.missing].join(', ')}.`;
    case 'ISSUER_UNAVAILABLE':
      return 'What is needed to verify access tokens could not be fetched. Try again later.';
  }
}

function membersOf(situation: DenialSituation): Partial<Problem> {
  switch (situation.code) {
    case 'MISSING_CREDENTIALS':
      return situation.alternatives === undefined
        ? {}
        : { required: listsOf(situation.alternatives) };
    case 'INSUFFICIENT_SCOPE':
      return membersOfShortage(situation);
    case 'INSUFFICIENT_USER_AUTHENTICATION': {
      const { acrValues, maxAgeSeconds, shortage } = situation;
      return {
        ...(acrValues !== undefined && { acr_values: acrValues }),
        ...(maxAgeSeconds !== undefined && { max_age: maxAgeSeconds }),
        ...(shortage !== undefined && membersOfShortage(shortage)),
      };
    }
    case 'INVALID_REQUEST':
    case 'INVALID_TOKEN':
    case 'ISSUER_UNAVAILABLE':
      return {};
  }
}

function membersOfShortage({
  action,
  alternatives,
  granted,
  missing,
}: ScopeShortage): Partial<Problem> {
  return {
    ...(action !== undefined && { action }),
    required: listsOf(alternatives),
    granted: granted.toJSON(),
    missing: missing.toJSON(),
  };
}

function listsOf(alternatives: readonly ScopeSet[]): string[][] {
  return alternatives.map((alternative) => alternative.toJSON());
}
