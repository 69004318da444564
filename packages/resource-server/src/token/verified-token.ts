import type { ScopeSet } from '@stepscope/core';
import type { JWTPayload } from 'jose';
import type { Refusal } from '../refusal.js';

/** The claims of an access token, as they were signed, or as introspection answered them. */
export interface AccessTokenClaims extends JWTPayload {
  readonly iss: string;
  readonly sub: string;
  readonly exp: number;
  readonly client_id?: string;
}

/** What a token says once it has been verified, whatever its form and its issuer's dialect. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly subject: string;
  readonly clientId: string;
  /** As they were sent, without what they imply. */
  readonly scopes: ScopeSet;
  /** Seconds since the epoch. */
  readonly issuedAt: number;
  /** Seconds since the epoch; always finite. */
  readonly expiresAt: number;
  /** `cnf.jkt`: the JWK thumbprint of the key that the token is bound to (RFC 9449 §6). */
  readonly keyThumbprint?: string;
  readonly claims: Readonly<AccessTokenClaims>;
}

/** What a token was verified with. */
export interface Grounds {
  /**
   * Whether it still counts: asked before a verification is used for another request. A key that left
   * the issuer's set ends it.
   */
  holds(): boolean;
  /**
   * What a token says that was verified with this: the same again, of its text alone. Does NOT verify
   * anything. Missing where the text does not say it.
   */
  read?(token: string): VerifiedToken;
}

export type Verification =
  | { readonly status: 'valid'; readonly token: VerifiedToken; readonly grounds: Grounds }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/** Finds out what a token says, or why it does not count. Never rejects. */
export interface TokenVerifier {
  verify(token: string): Verification | Promise<Verification>;
}
