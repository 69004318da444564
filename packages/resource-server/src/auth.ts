import { ScopeSet, type Catalogue, type Requirement } from '@stepscope/core';
import type { AccessTokenClaims } from './token/verify-access-token.js';

/**
 * What a verified access token says. `S` and `A` are the scopes and actions of the catalogue. Holds no
 * part of the token that could be sent on.
 */
export interface Auth<S extends string = string, A extends string = string> {
  /** `sub`: the user, within the issuer. */
  readonly subject: string;
  readonly clientId: string;
  readonly issuer: string;
  /** The token's scopes as they were sent, without what they imply. */
  readonly scopes: ScopeSet;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** Every claim, as it was signed. */
  readonly claims: Readonly<AccessTokenClaims>;
  /**
   * Whether the token's scopes, with what they imply, meet an action, scope or requirement.
   * @throws {CoreError} `UNKNOWN_SCOPE` or `UNKNOWN_ACTION`, naming the nearest entry.
   */
  can(requirementOrAction: Requirement<S> | A): boolean;
}

/** The claims of a verified token in the terms of a catalogue. */
export function authOf<S extends string, A extends string>(
  claims: AccessTokenClaims,
  catalogue: Catalogue<S, A>,
): Auth<S, A> {
  const { scope } = claims;
  // RFC 9068 §2.2.3 and RFC 8693 §4.2: a string. Anything else cannot be understood, and grants nothing.
  const scopes = typeof scope === 'string' ? ScopeSet.fromClaim(scope) : ScopeSet.empty;
  return {
    subject: claims.sub,
    clientId: claims.client_id,
    issuer: claims.iss,
    scopes,
    issuedAt: new Date(claims.iat * 1000),
    expiresAt: new Date(claims.exp * 1000),
    claims,
    can: (requirementOrAction) => catalogue.evaluate(requirementOrAction, scopes).satisfied,
  };
}
