import type { ScopeSet } from '../scopes/scope-set.js';

/** The `error` of a challenge: RFC 6750 §3.1, RFC 9449 §7.1 and §9, RFC 9470 §3, or another's. */
export type TokenChallengeError =
  | 'invalid_request'
  | 'invalid_token'
  | 'insufficient_scope'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'
  | 'insufficient_user_authentication'
  | (string & {});

/** What a `Bearer` or `DPoP` challenge says. A parameter that was not sent, or is malformed, is absent. */
export interface TokenChallenge {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly realm?: string;
  /** Absent where the call had no credentials. */
  readonly error?: TokenChallengeError;
  /** Words for the developer of the client. Untrusted: not for a user's eyes. */
  readonly errorDescription?: string;
  /** Untrusted, like every address in a challenge. */
  readonly errorUri?: string;
  /** All that the operation needs. Never empty. */
  readonly scope?: ScopeSet;
  /** Address of the RFC 9728 document. Untrusted: derive it from the resource and compare. */
  readonly resourceMetadata?: string;
  /** Authentication contexts that would do, best first (RFC 9470 §3). Never empty. */
  readonly acrValues?: readonly string[];
  /** The longest time since the user has signed in (RFC 9470 §3), in seconds. */
  readonly maxAgeSeconds?: number;
  /** JWS algorithms for a DPoP proof (RFC 9449 §7.1). Never empty. */
  readonly algs?: readonly string[];
  /** Wire names of the parameters whose values break their grammar. */
  readonly malformed: readonly string[];
}
