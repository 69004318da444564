import type { CryptoKey } from 'jose';
import type { SignatureAlgorithm } from './signature-algorithms.js';

/** What a signature is checked with. */
export interface SignatureInput {
  /** The `alg` of the token, one that its issuer may use. */
  readonly algorithm: SignatureAlgorithm;
  /** The issuer's public key that the token names, imported for `algorithm`. */
  readonly key: CryptoKey;
  /** The JWS signing input (RFC 7515 §5.2): what was signed. */
  readonly data: Uint8Array;
  readonly signature: Uint8Array;
}

/** Whether a signature is right. What it throws counts as no. */
export type SignatureVerifier = (input: SignatureInput) => boolean | Promise<boolean>;
