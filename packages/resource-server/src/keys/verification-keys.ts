import type { CryptoKey } from 'jose';
import type { PublicKey } from './public-key.js';

/** What is known of a token before its signature is verified, as far as it chooses a key. */
export interface KeyQuestion {
  readonly alg: string;
  readonly kid: string | undefined;
  /** Seconds since the epoch; 0 where the token does not say. */
  readonly issuedAt: number;
}

export type KeyAnswer =
  | { readonly status: 'found'; readonly key: CryptoKey; readonly publicKey: PublicKey }
  /** The issuer has no such key, as a fetch shows that is newer than the token. */
  | { readonly status: 'unknown' }
  /** Nobody can tell now. */
  | { readonly status: 'unavailable'; readonly retryAfterSeconds: number };

/** The keys of one issuer. */
export interface VerificationKeys {
  /** The key that a token names, or why there is none. Never rejects. */
  find(question: KeyQuestion): KeyAnswer | Promise<KeyAnswer>;
  /**
   * Whether a key that was found before still counts: what was verified with one that has left the set
   * must be verified again. Answers from what is known, but sees to it that this does not grow old.
   */
  holds(key: PublicKey): boolean;
}
