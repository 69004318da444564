import { isToken, stripToGrammar } from '../challenges/grammar.js';
import { isScope } from '../scopes/is-scope.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { invalidArgument } from '../support/invalid-argument.js';
import type { DenialSituation } from './denial-situation.js';
import type { ProblemCode } from './problem.js';

interface Field {
  readonly isUsable: (value: unknown) => boolean;
  readonly rule: string;
  readonly fix: string;
}

const fields: Readonly<Record<string, Field>> = {
  realm: {
    isUsable: (value) => isText(value) && stripToGrammar(value).trim() !== '',
    rule: 'A realm names the resource in printable ASCII (RFC 6750 §3).',
    fix: 'Name it by its host.',
  },
  resourceMetadata: {
    // What a header would lose of an address would lead somewhere else.
    isUsable: (value) => isScope(value) && /^https?:\/\/[^/?#]/i.test(value),
    rule: 'It is the absolute URL of the metadata document, in ASCII (RFC 9728 §5.1).',
    fix: 'Use protectedResourceMetadataUrl.',
  },
  dpopAlgs: {
    isUsable: (value) => isFilled(value) && value.every(isProofAlgorithm),
    rule: 'It names at least one asymmetric JWS algorithm, one an entry (RFC 9449 §7.1).',
    fix: 'Name ES256, or leave it out with DPoP off.',
  },
  schemes: {
    isUsable: (value) =>
      isFilled(value) && value.every(isScheme) && new Set(value).size === value.length,
    rule: 'It is "Bearer", "DPoP" or both, each once: without any, no challenge is sent.',
    fix: 'Name the scheme of the request, or leave it out for "Bearer".',
  },
  dpopNonce: {
    // RFC 9449 §8.1 allows a nonce exactly the characters of a scope-token.
    isUsable: isScope,
    rule: "A nonce is printable ASCII without space, '\"' and '\\' (RFC 9449 §8.1).",
    fix: 'Encode it as base64url.',
  },
  detail: {
    isUsable: isText,
    rule: 'It says in a sentence of our own words what is wrong.',
    fix: 'Write one.',
  },
  retryAfterSeconds: {
    isUsable: (value) => typeof value === 'number' && Number.isSafeInteger(Math.ceil(value)),
    rule: 'Retry-After counts seconds (RFC 9110 §10.2.3).',
    fix: 'Use a finite number.',
  },
  acrValues: {
    isUsable: (value) => Array.isArray(value) && value.every(isScope),
    rule: 'It is a list, each entry one value without a space (RFC 9470 §3).',
    fix: 'Give one value an entry.',
  },
  maxAgeSeconds: {
    isUsable: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    rule: 'It is a non-negative integer (RFC 9470 §3).',
    fix: 'Use whole seconds.',
  },
  action: {
    isUsable: isText,
    rule: 'It is the id of an action.',
    fix: 'Leave it out where the route names none.',
  },
  alternatives: {
    isUsable: (value) => isFilled(value) && value.every((way) => way instanceof ScopeSet),
    rule: 'It has a ScopeSet for each way to meet the requirement.',
    fix: 'Use alternativesOf.',
  },
  granted: {
    isUsable: (value) => value instanceof ScopeSet,
    rule: 'It is the ScopeSet of the token.',
    fix: 'Use ScopeSet.empty for a token without scopes.',
  },
  required: {
    isUsable: isFilledSet,
    rule: 'It is a ScopeSet and not empty: a client asks for what it names (RFC 6750 §3).',
    fix: 'Use what evaluate answers.',
  },
  missing: {
    isUsable: isFilledSet,
    rule: 'It is a ScopeSet and not empty: a token that lacks nothing is not refused for scopes.',
    fix: 'Use what evaluate answers.',
  },
};

const shortage = ['required', 'alternatives', 'granted', 'missing'] as const;
const needs: Readonly<Record<ProblemCode, readonly string[]>> = {
  MISSING_CREDENTIALS: [],
  INVALID_REQUEST: ['detail'],
  INVALID_TOKEN: ['detail'],
  INSUFFICIENT_USER_AUTHENTICATION: [],
  INSUFFICIENT_SCOPE: shortage,
  ISSUER_UNAVAILABLE: ['retryAfterSeconds'],
};

/** @throws {CoreError} `INVALID_ARGUMENT` for what no client could act on, or no header can carry. */
export function checkSituation(situation: DenialSituation): void {
  const given = situation as unknown as Readonly<Record<string, unknown>>;
  if (!Object.hasOwn(needs, String(given['code']))) {
    const rule = `It is one of ${Object.keys(needs).join(', ')}.`;
    throw invalidArgument('code', 'The code of the situation is unknown.', rule, 'Choose one.');
  }
  checkFields(given, ['realm', 'resourceMetadata', ...needs[situation.code]], '');
  if (situation.code === 'INVALID_TOKEN') checkError(situation.error, situation.dpopNonce);
  if (situation.code === 'INSUFFICIENT_USER_AUTHENTICATION') {
    const { acrValues = [], maxAgeSeconds, shortage: lacks } = situation;
    if (acrValues.length === 0 && maxAgeSeconds === undefined) {
      const problem = 'Neither acrValues nor maxAgeSeconds is given.';
      const rule = 'A client has to know which sign-in would do (RFC 9470 §3).';
      throw invalidArgument('acrValues', problem, rule, 'Give one of them.');
    }
    if (lacks !== undefined) checkFields(Object(lacks) as typeof given, shortage, 'shortage.');
  }
}

/** Looks at every known field that is there, and at those in `needed` also where they are not. */
function checkFields(
  given: Readonly<Record<string, unknown>>,
  needed: readonly string[],
  path: string,
): void {
  for (const [name, { isUsable, rule, fix }] of Object.entries(fields)) {
    const value = given[name];
    if (value === undefined ? !needed.includes(name) : isUsable(value)) continue;
    const problem = value === undefined ? 'is missing' : 'has a value that nobody can act on';
    throw invalidArgument(path + name, `${path}${name} ${problem}.`, rule, fix);
  }
}

function checkError(error: unknown, nonce: string | undefined): void {
  if (![undefined, 'invalid_dpop_proof', 'use_dpop_nonce'].includes(error as string | undefined)) {
    const rule = 'It is invalid_dpop_proof, use_dpop_nonce or left out (RFC 9449 §7.1).';
    throw invalidArgument('error', 'The error is unknown.', rule, 'Leave it out.');
  }
  if (error === 'use_dpop_nonce' && nonce === undefined) {
    const rule = 'A client that is to use a nonce has to be given one (RFC 9449 §9).';
    throw invalidArgument('dpopNonce', 'dpopNonce is missing.', rule, 'Give the current one.');
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isFilled(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length > 0;
}

function isFilledSet(value: unknown): boolean {
  return value instanceof ScopeSet && value.size > 0;
}

function isScheme(value: unknown): boolean {
  return value === 'Bearer' || value === 'DPoP';
}

/** RFC 9449 §4.2: neither `none` nor an algorithm of a shared secret. */
function isProofAlgorithm(value: unknown): boolean {
  return typeof value === 'string' && isToken(value) && !/^(none$|HS\d)/i.test(value);
}
