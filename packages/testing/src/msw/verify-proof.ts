import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify, type JWK } from 'jose';
import { sha256 } from '../signing/sha256.js';

/** What a proof must be for. */
export interface ProofExpectation {
  readonly method: string;
  readonly url: string;
  /** The access token beside it. */
  readonly accessToken?: string;
  /** The nonce that it must have, if any. */
  readonly nonce: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ids of the proofs that were taken so far. */
  readonly seen: Set<string>;
}

export type ProofVerdict =
  | { readonly jkt: string; readonly error?: undefined }
  | {
      readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce';
      readonly detail: string;
    };

/** The algorithms that the fake servers take in a proof. */
export const proofAlgorithms = ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'];

/**
 * Checks a DPoP proof (RFC 9449 §4.3); not to which key the token beside it is bound. Where it must have
 * a nonce, that says when it was made, in place of `iat` (item 11).
 */
export async function verifyProof(
  proof: string,
  expected: ProofExpectation,
): Promise<ProofVerdict> {
  const invalid = (detail: string): ProofVerdict => ({ error: 'invalid_dpop_proof', detail });
  const verified = await jwtVerify(proof, EmbeddedJWK, {
    algorithms: proofAlgorithms,
    typ: 'dpop+jwt',
    ...(expected.nonce === undefined && { maxTokenAge: 300 }),
    clockTolerance: 60,
    currentDate: new Date(expected.now),
    requiredClaims: ['htm', 'htu', 'iat', 'jti'],
  }).catch(() => undefined);
  if (verified === undefined) return invalid('The DPoP proof is not one, or is not fresh.');
  const { payload, protectedHeader } = verified;
  const { htm, htu, iat, jti, ath, nonce } = payload;
  if (!Number.isFinite(iat)) return invalid('The DPoP proof has no usable iat.');
  if (htm !== expected.method || !isSamePlace(htu, expected.url)) {
    return invalid('The DPoP proof is for another request.');
  }
  if (expected.accessToken !== undefined && ath !== (await sha256(expected.accessToken))) {
    return invalid('The DPoP proof is for another access token.');
  }
  if (expected.nonce !== undefined && nonce !== expected.nonce) {
    return { error: 'use_dpop_nonce', detail: 'The DPoP proof has an old nonce, or none.' };
  }
  if (typeof jti !== 'string' || jti === '' || expected.seen.has(jti)) {
    return invalid('The DPoP proof was used before.');
  }
  expected.seen.add(jti);
  return { jkt: await calculateJwkThumbprint(protectedHeader['jwk'] as JWK) };
}

/** Without query and fragment, whichever way it is written (RFC 9449 §4.3). */
function isSamePlace(htu: unknown, url: string): boolean {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return false;
  const [one, other] = [new URL(htu), new URL(url)];
  return one.origin === other.origin && one.pathname === other.pathname;
}
