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
  /** Read anew each time; a copy by `{ ...auth }` has neither this nor `expiresAt`. */
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
    const auth = new TokenAuth(token, catalogue);
    auths.set(token, auth);
    return auth;
  };
}

/** A class, because objects that are written with accessors take V8 many times as long to make. */
class TokenAuth<S extends string, A extends string> implements Auth<S, A> {
  readonly subject: string;
  readonly clientId: string;
  readonly issuer: string;
  readonly scopes: ScopeSet;
  declare readonly keyThumbprint?: string;
  readonly claims: Readonly<AccessTokenClaims>;
  readonly can: Auth<S, A>['can'];
  readonly #token: VerifiedToken;

  constructor(token: VerifiedToken, catalogue: Catalogue<S, A>) {
    const { subject, clientId, issuer, scopes, keyThumbprint, claims } = token;
    this.subject = subject;
    this.clientId = clientId;
    this.issuer = issuer;
    this.scopes = scopes;
    if (keyThumbprint !== undefined) this.keyThumbprint = keyThumbprint;
    this.claims = deepFreeze(claims);
    this.can = (asked) => catalogue.evaluate(asked, scopes).satisfied;
    this.#token = token;
    Object.freeze(this);
  }

  // Made anew each time, since a `Date` cannot be frozen.
  get issuedAt(): Date {
    return new Date(this.#token.issuedAt * 1000);
  }

  get expiresAt(): Date {
    return new Date(this.#token.expiresAt * 1000);
  }
}
