import { ScopeSet } from '@stepscope/core';
import type { AuthorizationRequest } from './authorization-request.js';
import type { Consent } from './fake-user.js';
import type { IssuedToken } from './issued-token.js';
import type { StepscopeSwitches } from './switches.js';

/** What one authorization has led to; all of its tokens end with it. */
export interface FakeGrant extends Exclude<Consent, { readonly error: string }> {
  readonly clientId: string;
  readonly nonce: string | null;
  readonly resources: readonly string[];
  /** Without what was revoked since. */
  granted: ScopeSet;
  ended: boolean;
}

interface Code {
  readonly request: AuthorizationRequest;
  readonly grant: FakeGrant;
  spent: boolean;
}

interface RefreshToken {
  readonly grant: FakeGrant;
  /** Thumbprint of the key that it is bound to, as a public client's is (RFC 9449 §5). */
  readonly jkt: string | undefined;
  spent: boolean;
}

interface AccessToken {
  readonly issued: IssuedToken;
  readonly grant: FakeGrant;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Codes, refresh tokens and access tokens, and the grants that they belong to. */
export class FakeGrants {
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, RefreshToken>();
  readonly #accessTokens = new Map<string, AccessToken>();

  issueCode(
    request: AuthorizationRequest,
    consent: Exclude<Consent, { readonly error: string }>,
  ): string {
    const { clientId, nonce, resources } = request;
    const code = crypto.randomUUID();
    const grant = { ...consent, clientId, nonce, resources, ended: false };
    this.#codes.set(code, { request, grant, spent: false });
    return code;
  }

  /** What a code stands for, once. A second use ends what came of the first (RFC 6749 §4.1.2). */
  redeemCode(code: string): Code | undefined {
    const found = this.#codes.get(code);
    if (found === undefined) return undefined;
    if (found.spent) {
      found.grant.ended = true;
      return undefined;
    }
    found.spent = true;
    return found;
  }

  issueRefreshToken(grant: FakeGrant, jkt: string | undefined): string {
    const token = crypto.randomUUID();
    this.#refreshTokens.set(token, { grant, jkt, spent: false });
    return token;
  }

  /** What a refresh token stands for, unless it is unknown, of another client, or over. */
  refreshToken(token: string, clientId: string | null): RefreshToken | undefined {
    const found = this.#refreshTokens.get(token);
    return found?.grant.clientId === clientId && !found.grant.ended ? found : undefined;
  }

  /** A second use ends the grant: whoever holds the successor may be a thief (RFC 9700 §4.14.2). */
  spend(refresh: RefreshToken): boolean {
    if (refresh.spent) refresh.grant.ended = true;
    refresh.spent = true;
    return !refresh.grant.ended;
  }

  keepAccessToken(token: string, kept: AccessToken): void {
    this.#accessTokens.set(token, kept);
  }

  /**
   * What an access token carries, or `undefined` for one that is unknown, expired, or taken back.
   * @param now Milliseconds since the epoch.
   */
  introspect(token: string, switches: StepscopeSwitches, now: number): IssuedToken | undefined {
    const found = this.#accessTokens.get(token);
    if (found === undefined || found.grant.ended || found.expiresAt <= now) return undefined;
    const revoked = revokedFor(found.grant, switches);
    return found.issued.scopes.isDisjointFrom(revoked) ? found.issued : undefined;
  }

  /** RFC 7009: a refresh token takes its grant along, an access token nothing. */
  revoke(token: string): void {
    const refresh = this.#refreshTokens.get(token);
    if (refresh !== undefined) refresh.grant.ended = true;
    this.#accessTokens.delete(token);
  }
}

/** What was revoked, and not granted anew by this very grant. */
export function revokedFor({ anew }: FakeGrant, { revoked = [] }: StepscopeSwitches): ScopeSet {
  return ScopeSet.from(revoked).difference(anew);
}
