import { ScopeSet } from '@stepscope/core';
import type { AuthorizationRequest } from './authorization-request.js';
import type {
  FakeAccessToken,
  FakeCode,
  FakeGrant,
  FakeRefreshToken,
  StateStore,
} from './fake-state.js';
import type { Granted } from './fake-user.js';
import type { IssuedToken } from './issued-token.js';
import type { StepscopeSwitches } from './switches.js';

/** Codes, refresh tokens and access tokens, and the grants that they belong to. */
export class FakeGrants {
  readonly #state: StateStore;

  constructor(state: StateStore) {
    this.#state = state;
  }

  issueCode(request: AuthorizationRequest, granted: Granted): string {
    const { clientId, nonce, resources, redirectUri, codeChallenge, dpopJkt } = request;
    const id = crypto.randomUUID();
    const code = crypto.randomUUID();
    this.#state((state) => {
      state.grants[id] = {
        id,
        user: granted.user,
        clientId,
        nonce,
        resources,
        granted: granted.granted.toJSON(),
        unavailable: granted.unavailable.toJSON(),
        anew: granted.anew.toJSON(),
        acr: granted.acr,
        authTime: granted.authTime,
        ended: false,
      };
      state.codes[code] = { grant: id, redirectUri, codeChallenge, dpopJkt, spent: false };
    });
    return code;
  }

  /** What a code stands for, once. A second use ends what came of the first (RFC 6749 §4.1.2). */
  redeemCode(code: string): { readonly code: FakeCode; readonly grant: FakeGrant } | undefined {
    return this.#state((state) => {
      const found = state.codes[code];
      const grant = found && state.grants[found.grant];
      if (found === undefined || grant === undefined) return undefined;
      if (found.spent) {
        state.grants[grant.id] = { ...grant, ended: true };
        return undefined;
      }
      state.codes[code] = { ...found, spent: true };
      return { code: found, grant };
    });
  }

  issueRefreshToken(grant: FakeGrant, jkt: string | undefined): string {
    const token = crypto.randomUUID();
    this.#state((state) => {
      state.refreshTokens[token] = { grant: grant.id, jkt, spent: false };
    });
    return token;
  }

  /** What a refresh token stands for, unless it is unknown, of another client, or over. */
  findRefreshToken(
    token: string,
    clientId: string | null,
  ): { readonly refresh: FakeRefreshToken; readonly grant: FakeGrant } | undefined {
    return this.#state(({ refreshTokens, grants }) => {
      const refresh = refreshTokens[token];
      const grant = refresh && grants[refresh.grant];
      if (refresh === undefined || grant?.clientId !== clientId || grant.ended) return undefined;
      return { refresh, grant };
    });
  }

  /**
   * The grant of a refresh token that is used now, without what was revoked; `undefined` where it was
   * used before, which ends the grant: whoever holds the successor may be a thief (RFC 9700 §4.14.2).
   */
  spendRefreshToken(token: string, switches: StepscopeSwitches): FakeGrant | undefined {
    return this.#state((state) => {
      const refresh = state.refreshTokens[token];
      const grant = refresh && state.grants[refresh.grant];
      if (refresh === undefined || grant === undefined) return undefined;
      const reused = refresh.spent || switches.refreshReused === true;
      const granted = ScopeSet.from(grant.granted).difference(revokedFor(grant, switches));
      const after = { ...grant, granted: granted.toJSON(), ended: reused };
      state.refreshTokens[token] = { ...refresh, spent: true };
      state.grants[grant.id] = after;
      return reused ? undefined : after;
    });
  }

  /** @param now Milliseconds since the epoch; tokens that are over by then are forgotten. */
  keepAccessToken(token: string, kept: FakeAccessToken, now: number): void {
    this.#state(({ accessTokens }) => {
      for (const [other, { expiresAt }] of Object.entries(accessTokens)) {
        if (expiresAt <= now) delete accessTokens[other];
      }
      accessTokens[token] = kept;
    });
  }

  /**
   * What an access token carries, or `undefined` for one that is unknown, expired, or taken back.
   * @param now Milliseconds since the epoch.
   */
  introspect(token: string, switches: StepscopeSwitches, now: number): IssuedToken | undefined {
    return this.#state(({ accessTokens, grants }) => {
      const found = accessTokens[token];
      const grant = found && grants[found.grant];
      if (grant === undefined || grant.ended || found === undefined || found.expiresAt <= now) {
        return undefined;
      }
      const scopes = ScopeSet.from(found.scopes);
      if (!scopes.isDisjointFrom(revokedFor(grant, switches))) return undefined;
      const { user, clientId, acr, authTime } = grant;
      const { resource, jkt } = found;
      return { sub: user.sub, clientId, resource, scopes, jkt, acr, authTime };
    });
  }

  /** RFC 7009: a refresh token takes its grant along, an access token nothing. */
  revoke(token: string): void {
    this.#state((state) => {
      const refresh = state.refreshTokens[token];
      const grant = refresh && state.grants[refresh.grant];
      if (grant !== undefined) state.grants[grant.id] = { ...grant, ended: true };
      delete state.accessTokens[token];
    });
  }
}

/** What was revoked, and not granted anew by this very grant. */
function revokedFor({ anew }: FakeGrant, { revoked = [] }: StepscopeSwitches): ScopeSet {
  return ScopeSet.from(revoked).difference(ScopeSet.from(anew));
}
