/** A DPoP proof that has been used. */
export interface UsedProof {
  /** Hash of its key and its `jti` (RFC 9449 §11.1), 43 characters of base64url. */
  readonly id: string;
  /** JWK thumbprint of the key that signed it, so that a store can bound what one key may fill. */
  readonly keyThumbprint: string;
  /** For how long it has to be remembered: afterwards its age or its nonce is refused. */
  readonly lifetimeMs: number;
}

/**
 * Remembers which DPoP proofs have been used, so that nobody uses one again (RFC 9449 §11.1). All nodes
 * of an API share one, or a proof can be used once on each.
 */
export interface ReplayStore {
  /**
   * Whether `proof` is used for the first time, and remembers it. Of several calls with one id, on
   * whatever node, exactly one answers true. Rejects if it cannot remember, within a bounded time: the
   * request is then answered with 503. Never forgets a proof before its time.
   */
  remember(proof: UsedProof): Promise<boolean>;
}
