import type { DenialContext, DenialSituation } from '@stepscope/core';

/** Why a request is refused: one literal for each check that can fail. Fit for logs and metrics. */
export type RefusalReason =
  // Credentials
  | 'no-credentials'
  | 'malformed-credentials'
  // The token and its signature
  | 'malformed-token'
  | 'algorithm'
  | 'issuer'
  | 'unknown-key'
  | 'signature'
  // What it says
  | 'typ'
  | 'claims'
  | 'audience'
  | 'expired'
  | 'not-yet-valid'
  | 'inactive'
  // Around it
  | 'bound'
  | 'proof'
  | 'proof-nonce'
  | 'proof-replay'
  | 'revoked'
  | 'authentication'
  | 'scope'
  | 'unavailable';

type WithoutContext<Situation> = Situation extends DenialSituation
  ? Omit<Situation, Exclude<keyof DenialContext, 'dpopNonce'>>
  : never;

/** A denial that lacks only what all denials of one resource server share. */
export type Refusal = WithoutContext<DenialSituation> & { readonly reason: RefusalReason };

/** The refusal of a token that does not count. `detail` is one sentence of ours. */
export function invalidToken(reason: RefusalReason, detail: string): Refusal {
  return { code: 'INVALID_TOKEN', reason, detail };
}

/** The refusal of a DPoP proof (RFC 9449 §7.1). `detail` is one sentence of ours. */
export function invalidProof(detail: string, reason: RefusalReason = 'proof'): Refusal {
  return { code: 'INVALID_TOKEN', error: 'invalid_dpop_proof', reason, detail };
}

/** The refusal of credentials that cannot be read. `detail` is one sentence of ours. */
export function malformedCredentials(detail: string): Refusal {
  return { code: 'INVALID_REQUEST', reason: 'malformed-credentials', detail };
}

/** What is needed to decide cannot be had now: never the caller's fault. */
export function unavailable(retryAfterSeconds: number): Refusal {
  return { code: 'ISSUER_UNAVAILABLE', reason: 'unavailable', retryAfterSeconds };
}
