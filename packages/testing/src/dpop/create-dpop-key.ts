import { unknownOption } from '@stepscope/core';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { sha256 } from '../signing/sha256.js';
import { signDraft, type Draft } from '../signing/sign-draft.js';
import {
  bareJwk,
  generateTestKey,
  type TestAlgorithm,
  type TestKey,
} from '../signing/test-keys.js';
import { proofDefectOf, type BrokenProof } from './broken-proof.js';

export interface DpopKeyOptions {
  /** @default 'ES256' */
  readonly algorithm?: TestAlgorithm;
  /** Milliseconds since the epoch; what `iat` is counted from. @default Date.now */
  readonly now?: () => number;
}

/** The request that a proof is for. */
export interface ProofOptions {
  /** The `htm` claim. */
  readonly method: string;
  /** The `htu` claim is this without query and fragment (RFC 9449 §4.2). */
  readonly url: string | URL;
  /** The access token beside which the proof is sent: its hash is the `ath` claim. */
  readonly accessToken?: string;
  /** The server's nonce (RFC 9449 §8, §9). */
  readonly nonce?: string;
  /** Give one twice to replay a proof. @default a new one */
  readonly jti?: string;
  /** More claims, or other values for those above; `undefined` removes a claim. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** More header parameters, or other values; `undefined` removes one. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** The one thing that is wrong with the proof; everything else about it stays right. */
  readonly broken?: BrokenProof;
}

const optionNames: Record<keyof ProofOptions, true> = {
  method: true,
  url: true,
  accessToken: true,
  nonce: true,
  jti: true,
  claims: true,
  header: true,
  broken: true,
};

/** A client's key for DPoP (RFC 9449): tokens are minted for it, proofs are signed with it. */
export interface DpopKey {
  /** Its thumbprint (RFC 7638): the `jkt` of a token's `cnf` claim, `dpop_jkt` of an authorization request. */
  readonly jkt: string;
  /** The public half, as the header of a proof carries it. */
  readonly jwk: JWK;
  /**
   * The value of a `DPoP` header, or one with exactly one thing wrong.
   * @throws {TypeError} for an option or a defect that is not there, naming the nearest one.
   */
  proof(options: ProofOptions): Promise<string>;
}

/** A new key for DPoP. `issuer.mint({ dpopKey })` binds tokens to it. */
export async function createDpopKey(options: DpopKeyOptions = {}): Promise<DpopKey> {
  const { algorithm = 'ES256', now = Date.now } = options;
  const key = await generateTestKey(algorithm, 'dpop');
  const jwk = bareJwk(key);
  return {
    jkt: await calculateJwkThumbprint(jwk),
    jwk,
    async proof(proofOptions) {
      const problem = unknownOption('option of proof', proofOptions, optionNames);
      if (problem !== undefined) throw new TypeError(`${problem} More claims go into "claims".`);
      return buildProof(proofOptions, key, Math.floor(now() / 1000));
    },
  };
}

async function buildProof(options: ProofOptions, key: TestKey, issuedAt: number): Promise<string> {
  const defect = options.broken === undefined ? {} : proofDefectOf(options.broken);
  const draft: Draft = {
    header: { alg: key.algorithm, typ: 'dpop+jwt', jwk: bareJwk(key), ...options.header },
    claims: { ...(await claimsOf(options, issuedAt)), ...options.claims },
  };
  await defect.change?.(draft, { issuedAt, key });
  const proof = await signDraft(draft, key);
  return defect.alter === undefined ? proof : defect.alter(proof);
}

async function claimsOf(
  { method, url, accessToken, nonce, jti = crypto.randomUUID() }: ProofOptions,
  issuedAt: number,
): Promise<Record<string, unknown>> {
  const target = new URL(url);
  target.search = '';
  target.hash = '';
  return {
    htm: method,
    htu: target.href,
    iat: issuedAt,
    jti,
    ...(accessToken !== undefined && { ath: await sha256(accessToken) }),
    ...(nonce !== undefined && { nonce }),
  };
}
