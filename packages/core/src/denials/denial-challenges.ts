import { formatChallenge } from '../challenges/format-challenge.js';
import { isToken } from '../challenges/grammar.js';
import { CoreError } from '../core-error.js';
import { evaluateAlternatives } from '../requirements/evaluate.js';
import { isScope } from '../scopes/is-scope.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { DenialSituation } from './denial-situation.js';

/** The `WWW-Authenticate` header of a denial: its challenges as one list (RFC 9110 §11.6.1). */
export function denialChallenges(
  situation: Exclude<DenialSituation, { readonly code: 'ISSUER_UNAVAILABLE' }>,
  { error, detail }: { readonly error: string | undefined; readonly detail: string },
): string {
  const { realm, resourceMetadata } = situation;
  const algs = algsOf(situation);
  const format = (scheme: 'Bearer' | 'DPoP') =>
    formatChallenge({
      scheme,
      params: {
        realm,
        error,
        error_description: error && detail,
        ...authenticationOf(situation),
        scope: scopeOf(situation),
        ...(scheme === 'DPoP' && { algs }),
        resource_metadata: resourceMetadata,
      },
    });
  if (situation.code === 'MISSING_CREDENTIALS') {
    const dpop = algs === undefined ? [] : [formatChallenge({ scheme: 'DPoP', params: { algs } })];
    return [format('Bearer'), ...dpop].join(', ');
  }
  const { schemes = ['Bearer'] } = situation;
  const aboutProof = error === 'invalid_dpop_proof' || error === 'use_dpop_nonce';
  return (aboutProof ? (['DPoP'] as const) : schemes).map(format).join(', ');
}

function algsOf({ dpopAlgs }: DenialSituation): string | undefined {
  if (dpopAlgs === undefined) return undefined;
  if (dpopAlgs.length === 0 || !dpopAlgs.every(isToken)) {
    throw broken('dpopAlgs', 'It is empty, or not a list of JWS algorithms.', 'Name ES256.');
  }
  return dpopAlgs.join(' ');
}

function authenticationOf(situation: DenialSituation): { [name: string]: string | undefined } {
  if (situation.code !== 'INSUFFICIENT_USER_AUTHENTICATION') return {};
  const { acrValues = [], maxAgeSeconds } = situation;
  if (!acrValues.every(isScope)) {
    throw broken('acrValues', 'A value is empty or has a space in it.', 'Give one value an entry.');
  }
  if (maxAgeSeconds !== undefined && !(Number.isSafeInteger(maxAgeSeconds) && maxAgeSeconds >= 0)) {
    throw broken('maxAgeSeconds', 'It is not a non-negative integer.', 'Use whole seconds.');
  }
  if (acrValues.length === 0 && maxAgeSeconds === undefined) {
    throw broken('acrValues', 'Neither acrValues nor maxAgeSeconds is given.', 'Give one of them.');
  }
  return {
    acr_values: acrValues.length === 0 ? undefined : acrValues.join(' '),
    max_age: maxAgeSeconds?.toString(),
  };
}

function scopeOf(situation: DenialSituation): string | undefined {
  switch (situation.code) {
    case 'INSUFFICIENT_SCOPE':
      return situation.required.toString();
    case 'INSUFFICIENT_USER_AUTHENTICATION':
      return situation.shortage?.required.toString();
    case 'MISSING_CREDENTIALS': {
      if (situation.alternatives === undefined) return undefined;
      const evaluation = evaluateAlternatives(situation.alternatives, ScopeSet.empty);
      return evaluation.satisfied ? undefined : evaluation.required.toString();
    }
    case 'INVALID_REQUEST':
    case 'INVALID_TOKEN':
    case 'ISSUER_UNAVAILABLE':
      return undefined;
  }
}

function broken(place: string, problem: string, fix: string): CoreError {
  const rule = 'A client can only act on a well-formed challenge (RFC 9449 §7.1, RFC 9470 §3).';
  return new CoreError({
    code: 'INVALID_ARGUMENT',
    place,
    problem: `${place}: ${problem}`,
    rule,
    fix,
  });
}
