import type { ScopeSet } from '../scopes/scope-set.js';
import { checkSituation } from './check-situation.js';
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
 * @throws {CoreError} `INVALID_ARGUMENT` for what no client could act on: a code, scheme or error that is
 *   none, a malformed nonce, algorithm, address, `acr` or time, a text without words, a shortage of no
 *   scopes, or an insufficient authentication without a bound.
 */
export function denial(situation: DenialSituation): Denial {
  const given = { ...situation };
  checkSituation(given);
  const { code, dpopNonce } = given;
  const { status, title } = fixed[code];
  const error = (given.code === 'INVALID_TOKEN' ? given.error : undefined) ?? fixed[code].error;
  const detail = detailOf(given);
  return {
    status,
    headers: {
      'Cache-Control': 'no-store',
      'Content-Type': 'application/problem+json',
      ...(dpopNonce !== undefined && { 'DPoP-Nonce': dpopNonce }),
      ...(given.code === 'ISSUER_UNAVAILABLE'
        ? { 'Retry-After': String(Math.max(1, Math.ceil(given.retryAfterSeconds))) }
        : { 'WWW-Authenticate': denialChallenges(given, { error, detail }) }),
    },
    body: {
      type: `urn:stepscope:problem:${code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      detail,
      code,
      ...(error !== undefined && { error }),
      ...membersOf(given),
    },
  };
}

function detailOf(situation: DenialSituation): string {
  switch (situation.code) {
    case 'MISSING_CREDENTIALS':
      return `Send an access token in the Authorization header, as ${schemeWords(situation)} and the token.`;
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

function schemeWords({ dpopAlgs, schemes = ['Bearer'] }: DenialSituation): string {
  if (!schemes.includes('Bearer')) return '"DPoP", with a proof,';
  return dpopAlgs === undefined ? '"Bearer"' : '"Bearer" or, with a proof, "DPoP"';
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
      const { acrValues = [], maxAgeSeconds, shortage } = situation;
      return {
        ...(acrValues.length > 0 && { acr_values: [...acrValues] }),
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
