import { calculateJwkThumbprint, compactVerify, importJWK, type JWK } from 'jose';
import { invalidProof, invalidToken, type Refusal } from '../refusal.js';
import { sha256 } from '../support/sha256.js';
import { parseToken, type ParsedToken } from '../token/parse-token.js';
import { normalizeUri } from './normalize-uri.js';

/** What a proof is held against. */
export interface ProofExpectations {
  readonly method: string | undefined;
  /** In normal form. */
  readonly targetUri: string | undefined;
  /** The token beside the proof, as it was sent. */
  readonly accessToken: string;
  /** The key that the token is bound to. */
  readonly keyThumbprint: string;
  readonly algorithms: readonly string[];
  /** How far `iat` may lie from `nowSeconds`, either way; `Infinity` where a nonce says when. */
  readonly iatToleranceSeconds: number;
  readonly nowSeconds: number;
}

/** What remains to be judged of a proof that is right by itself. */
export interface VerifiedProof {
  readonly jti: string;
  readonly iat: number;
  readonly nonce: unknown;
}

export type ProofVerification =
  | { readonly proof: VerifiedProof; readonly refusal?: never }
  | { readonly proof?: never; readonly refusal: Refusal };

type Check = (
  proof: ParsedToken,
  expected: ProofExpectations,
  text: string,
) => Refusal | undefined | Promise<Refusal | undefined>;

const checks: readonly Check[] = [checkHeader, checkKey, checkSignature, checkCall, checkToken];

/**
 * Holds a proof against a call by RFC 9449 §4.3 and §7.1: form, `typ`, algorithm, key, signature, `jti`,
 * `htm`, `htu`, `iat`, `ath`. Does NOT judge its nonce, nor whether it has been used before.
 */
export async function verifyProof(
  text: string,
  expected: ProofExpectations,
): Promise<ProofVerification> {
  const parsed = parseToken(text);
  if (parsed === undefined) {
    return { refusal: invalidProof('The DPoP proof is not a well-formed JWT.') };
  }
  for (const check of checks) {
    const refusal = await check(parsed, expected, text);
    if (refusal !== undefined) return { refusal };
  }
  const { jti, iat, nonce } = parsed.claims;
  return { proof: { jti: jti as string, iat: iat as number, nonce } };
}

const notPublic = 'The jwk of the DPoP proof is not a public key.';

function checkHeader(
  { header: { typ, alg, jwk } }: ParsedToken,
  { algorithms }: ProofExpectations,
): Refusal | undefined {
  if (typ !== 'dpop+jwt') return invalidProof('The typ of the DPoP proof is not dpop+jwt.');
  if (typeof alg !== 'string' || !algorithms.includes(alg)) {
    return invalidProof('The DPoP proof is signed with an algorithm that is not accepted.');
  }
  if (typeof jwk !== 'object' || jwk === null) return invalidProof('The DPoP proof has no jwk.');
  const isPrivate = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth'].some((name) => name in jwk);
  return isPrivate ? invalidProof(notPublic) : undefined;
}

/**
 * Stands before the signature, so that only keys which the issuer has bound a token to are ever
 * verified with: a caller cannot send one that takes long.
 */
async function checkKey(
  { header }: ParsedToken,
  { keyThumbprint }: ProofExpectations,
): Promise<Refusal | undefined> {
  let thumbprint: string;
  try {
    thumbprint = await calculateJwkThumbprint(publicMembers(header['jwk']));
  } catch {
    return invalidProof(notPublic);
  }
  return thumbprint === keyThumbprint
    ? undefined
    : invalidToken('bound', 'The access token is bound to another key than that of the proof.');
}

async function checkSignature(
  { header }: ParsedToken,
  _expected: ProofExpectations,
  text: string,
): Promise<Refusal | undefined> {
  const alg = header['alg'] as string;
  try {
    const key = await importJWK(publicMembers(header['jwk']), alg);
    await compactVerify(text, key, { algorithms: [alg] });
    return undefined;
  } catch {
    // Also a key that does not fit the algorithm, and a header that jose refuses, such as a `crit`.
    return invalidProof('The signature of the DPoP proof is wrong.');
  }
}

/** What makes the key. Other members, such as `alg` or `use`, are the caller's word. */
function publicMembers(jwk: unknown): JWK {
  const { kty, crv, x, y, n, e } = jwk as JWK;
  return { kty, crv, x, y, n, e } as JWK;
}

function checkCall(
  { claims: { jti, htm, htu, iat } }: ParsedToken,
  { method, targetUri, iatToleranceSeconds, nowSeconds }: ProofExpectations,
): Refusal | undefined {
  if (typeof jti !== 'string' || jti === '') return invalidProof('The DPoP proof has no jti.');
  if (typeof htm !== 'string' || htm !== method) {
    return invalidProof('The DPoP proof is for another method.');
  }
  const uri = typeof htu === 'string' ? normalizeUri(htu) : undefined;
  if (uri === undefined || uri !== targetUri) {
    return invalidProof('The DPoP proof is for another URL.');
  }
  if (typeof iat !== 'number' || !Number.isFinite(iat)) {
    return invalidProof('The DPoP proof has no usable iat.');
  }
  return Math.abs(iat - nowSeconds) > iatToleranceSeconds
    ? invalidProof('The DPoP proof is too old, or from the future.')
    : undefined;
}

async function checkToken(
  { claims: { ath } }: ParsedToken,
  { accessToken }: ProofExpectations,
): Promise<Refusal | undefined> {
  return ath === (await sha256(accessToken))
    ? undefined
    : invalidProof('The DPoP proof is for another access token.');
}
