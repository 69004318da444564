import {
  deepFreeze,
  privateNotes,
  type Catalogue,
  type Requirement,
  type ScopeSet,
} from '@stepscope/core';
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
  /**
   * JWK thumbprint of the key that the token is bound to, and by which the request has proved that it
   * comes from the token's holder (RFC 9449). Missing for a bearer token.
   */
  readonly keyThumbprint?: string;
  /** Every claim, as it was signed. Frozen: requests with the same token share it. */
  readonly claims: Readonly<AccessTokenClaims>;
  /**
   * Whether the token's scopes, with what they imply, meet an action, scope or requirement.
   * @throws {CoreError} `UNKNOWN_SCOPE` or `UNKNOWN_ACTION`, naming the nearest entry.
   */
  can(requirementOrAction: Requirement<S> | A): boolean;
}

/**
 * Says what a verified token says in the terms of `catalogue`: for one token always the same object,
 * which cannot be changed, since requests with that token share it.
 */
export function authsOf<S extends string, A extends string>(
  catalogue: Catalogue<S, A>,
): (token: VerifiedToken) => Auth<S, A> {
  const auths = privateNotes<VerifiedToken, Auth<S, A>>();
  return (token) => {
    const known = auths.get(token);
    if (known !== undefined) return known;
    const auth = authOf(token, catalogue);
    auths.set(token, auth);
    return auth;
  };
}

function authOf<S extends string, A extends string>(
  { subject, clientId, issuer, scopes, issuedAt, expiresAt, keyThumbprint, claims }: VerifiedToken,
  catalogue: Catalogue<S, A>,
): Auth<S, A> {
  return Object.freeze({
    subject,
    clientId,
    issuer,
    scopes,
    // A `Date` cannot be frozen.
    get issuedAt() {
      return new Date(issuedAt * 1000);
    },
    get expiresAt() {
      return new Date(expiresAt * 1000);
    },
    ...(keyThumbprint !== undefined && { keyThumbprint }),
    claims: deepFreeze(claims),
    can: (requirementOrAction: Requirement<S> | A) =>
      catalogue.evaluate(requirementOrAction, scopes).satisfied,
  });
}
