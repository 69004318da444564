import type { Catalogue, Requirement, ScopeSet } from '@stepscope/core';
import type { AccessTokenClaims, VerifiedToken } from './token/verified-token.js';

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

/** What a verified token says, in the terms of a catalogue. */
export function authOf<S extends string, A extends string>(
  { subject, clientId, issuer, scopes, issuedAt, expiresAt, claims }: VerifiedToken,
  catalogue: Catalogue<S, A>,
): Auth<S, A> {
  return {
    subject,
    clientId,
    issuer,
    scopes,
    issuedAt: new Date(issuedAt * 1000),
    expiresAt: new Date(expiresAt * 1000),
    claims,
    can: (requirementOrAction) => catalogue.evaluate(requirementOrAction, scopes).satisfied,
  };
}
