import type { ScopeSet } from '../scopes/scope-set.js';

/** Where a denial comes from. What is the same for every denial of one protected resource comes first. */
export interface DenialContext {
  /** Realm of the challenge (RFC 9110 §11.5). */
  readonly realm: string;
  /** URL of the protected resource metadata (RFC 9728 §5.1). */
  readonly resourceMetadata: string;
  /** JWS algorithms that the resource takes in a DPoP proof (RFC 9449 §7.1); left out with DPoP off. */
  readonly dpopAlgs?: readonly string[];
  /**
   * The schemes with which this request has authenticated, each of which is answered; without
   * credentials `['DPoP']` where bearer tokens are refused.
   * @default ['Bearer']
   */
  readonly schemes?: readonly ('Bearer' | 'DPoP')[];
}

/** By how much a token is short of scopes. */
export interface ScopeShortage {
  /** The action that was refused, where the route names one. */
  readonly action?: string;
  /** The alternative that lacks least, whole. */
  readonly required: ScopeSet;
  /** Every way to meet the requirement, whole. */
  readonly alternatives: readonly ScopeSet[];
  /** The scopes of the token. */
  readonly granted: ScopeSet;
  /** What `required` has and the token has not. */
  readonly missing: ScopeSet;
}

interface Refused {
  /** One sentence of our own words: never text from the request. */
  readonly detail: string;
}

interface Refreshed {
  /** The nonce for the DPoP proofs from now on, where it is a new one (RFC 9449 §8.2). */
  readonly dpopNonce?: string;
}

/** Why a call is refused. */
export type DenialSituation = DenialContext &
  Refreshed &
  (
    | {
        /** No credentials, or only such as the resource does not take. */
        readonly code: 'MISSING_CREDENTIALS';
        /** Every way to meet the requirement, if the route has one. */
        readonly alternatives?: readonly ScopeSet[];
        /**
         * The alternative to ask for, whole, as `Catalogue.evaluate` chooses it.
         * @default the smallest of `alternatives`
         */
        readonly required?: ScopeSet;
      }
    | ({ readonly code: 'INVALID_REQUEST' | 'INVALID_TOKEN'; readonly error?: never } & Refused)
    | ({
        readonly code: 'INVALID_TOKEN';
        /** The DPoP proof beside the token was refused (RFC 9449 §7.1). */
        readonly error: 'invalid_dpop_proof';
      } & Refused)
    | ({
        readonly code: 'INVALID_TOKEN';
        /** The DPoP proof lacks the nonce, or has an old one (RFC 9449 §9). */
        readonly error: 'use_dpop_nonce';
        /** The nonce for the proofs from now on. */
        readonly dpopNonce: string;
      } & Refused)
    | {
        /** The sign-in is too old or too weak (RFC 9470). At least one of the two bounds is given. */
        readonly code: 'INSUFFICIENT_USER_AUTHENTICATION';
        /** Authentication contexts that would do, best first. */
        readonly acrValues?: readonly string[];
        /** The longest time since the user has signed in, in whole seconds. */
        readonly maxAgeSeconds?: number;
        /** What the token lacks besides, so that one step-up is enough. */
        readonly shortage?: ScopeShortage;
      }
    | ({ readonly code: 'INSUFFICIENT_SCOPE' } & ScopeShortage)
    | {
        readonly code: 'ISSUER_UNAVAILABLE';
        /** When to try again; rounded up to whole seconds, at least 1. */
        readonly retryAfterSeconds: number;
      }
  );
