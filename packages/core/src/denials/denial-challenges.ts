import { formatChallenge } from '../challenges/format-challenge.js';
import { stripToGrammar } from '../challenges/grammar.js';
import { evaluateAlternatives } from '../requirements/evaluate.js';
import { ScopeSet } from '../scopes/scope-set.js';
import type { DenialSituation } from './denial-situation.js';

/** The `WWW-Authenticate` header of a denial: its challenges as one list (RFC 9110 §11.6.1). */
export function denialChallenges(
  situation: Exclude<DenialSituation, { readonly code: 'ISSUER_UNAVAILABLE' }>,
  { error, detail }: { readonly error: string | undefined; readonly detail: string },
): string {
  const { realm, resourceMetadata, dpopAlgs } = situation;
  const algs = dpopAlgs?.join(' ');
  // Text of other languages has no place in a header; the body has it whole.
  const description = error && stripToGrammar(detail).trim();
  const format = (scheme: 'Bearer' | 'DPoP') =>
    formatChallenge({
      scheme,
      params: {
        realm,
        error,
        error_description: description || undefined,
        ...authenticationOf(situation),
        scope: scopeOf(situation),
        ...(scheme === 'DPoP' && { algs }),
        resource_metadata: resourceMetadata,
      },
    });
  const { schemes = ['Bearer'] } = situation;
  if (situation.code === 'MISSING_CREDENTIALS' && schemes.includes('Bearer')) {
    const dpop = algs === undefined ? [] : [formatChallenge({ scheme: 'DPoP', params: { algs } })];
    return [format('Bearer'), ...dpop].join(', ');
  }
  const aboutProof = error === 'invalid_dpop_proof' || error === 'use_dpop_nonce';
  return (aboutProof ? (['DPoP'] as const) : schemes).map(format).join(', ');
}

function authenticationOf(situation: DenialSituation): { [name: string]: string | undefined } {
  if (situation.code !== 'INSUFFICIENT_USER_AUTHENTICATION') return {};
  const { acrValues = [], maxAgeSeconds } = situation;
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
      const { alternatives, required } = situation;
      if (required !== undefined || alternatives === undefined) return required?.toString();
      const evaluation = evaluateAlternatives(alternatives, ScopeSet.empty);
      return evaluation.satisfied ? undefined : evaluation.required.toString();
    }
    case 'INVALID_REQUEST':
    case 'INVALID_TOKEN':
    case 'ISSUER_UNAVAILABLE':
      return undefined;
  }
}
