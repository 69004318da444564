import { ScopeSet, toWireScopes } from '@stepscope/core';
import { SignJWT } from 'jose';
import { mintToken } from '../mint-token.js';
import { generateTestKey, type TestKey } from '../signing/test-keys.js';
import type { AuthorizationContext } from './authorization-request.js';
import type { FakeGrants } from './fake-grants.js';
import type { FakeGrant } from './fake-state.js';
import type { StepscopeSwitches } from './switches.js';

export interface FakeTokensOptions extends AuthorizationContext {
  readonly issuer: string;
  readonly switches: StepscopeSwitches;
  readonly accessTokenTtlSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Makes token responses (RFC 6749 §5.1). */
export class FakeTokens {
  readonly #options: FakeTokensOptions;
  readonly #grants: FakeGrants;
  #key: Promise<TestKey> | undefined;

  constructor(options: FakeTokensOptions, grants: FakeGrants) {
    this.#options = options;
    this.#grants = grants;
  }

  /** The body of a response with tokens for `resource`, bound to the key with that thumbprint, if any. */
  async responseFor(
    grant: FakeGrant,
    resource: string,
    jkt: string | undefined,
  ): Promise<Record<string, unknown>> {
    const { accessTokenTtlSeconds, switches, provider, apis, now } = this.#options;
    const catalogue = apis.find((api) => api.resource === resource)?.catalogue;
    const granted = ScopeSet.from(grant.granted);
    const scopes = granted.filter((scope) => catalogue?.scopes.has(scope) === true);
    const accessToken = await this.#accessToken(grant, { resource, scopes, jkt });
    const expiresAt = now() + accessTokenTtlSeconds * 1000;
    this.#grants.keepAccessToken(
      accessToken,
      { grant: grant.id, resource, scopes: scopes.toJSON(), jkt, expiresAt },
      now(),
    );
    const asks = provider.refreshTokenScope;
    const saysScope = !switches.omitsScope && provider.omittedScope === 'as-requested';
    return {
      access_token: accessToken,
      token_type: jkt === undefined ? 'Bearer' : 'DPoP',
      expires_in: accessTokenTtlSeconds,
      ...(granted.has('openid') && { id_token: await this.#idToken(grant) }),
      ...((asks === undefined || granted.has(asks)) && {
        refresh_token: this.#grants.issueRefreshToken(grant, jkt),
      }),
      ...(saysScope && { scope: toWireScopes(scopes, provider, resource).toString() }),
    };
  }

  /** The key that signs; made when it is first needed. */
  signingKey(): Promise<TestKey> {
    this.#key ??= generateTestKey('RS256', 'fake-1');
    return this.#key;
  }

  async #accessToken(
    { user, clientId, acr, authTime }: FakeGrant,
    {
      resource,
      scopes,
      jkt,
    }: {
      readonly resource: string;
      readonly scopes: ScopeSet;
      readonly jkt: string | undefined;
    },
  ): Promise<string> {
    const { issuer, accessTokenTtlSeconds } = this.#options;
    return mintToken(
      {
        scopes,
        subject: user.sub,
        clientId,
        expiresInSeconds: accessTokenTtlSeconds,
        ...(jkt !== undefined && { dpopKey: { jkt } }),
        claims: { auth_time: authTime, ...(acr !== undefined && { acr }) },
      },
      {
        issuer,
        audience: resource,
        issuedAt: this.#seconds(),
        jti: crypto.randomUUID(),
        key: await this.signingKey(),
      },
    );
  }

  async #idToken({ user, nonce, clientId, acr, authTime }: FakeGrant): Promise<string> {
    const key = await this.signingKey();
    return new SignJWT({
      ...user,
      ...(nonce !== null && { nonce }),
      ...(acr !== undefined && { acr }),
      auth_time: authTime,
    })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid })
      .setIssuer(this.#options.issuer)
      .setAudience(clientId)
      .setIssuedAt(this.#seconds())
      .setExpirationTime(this.#seconds() + 300)
      .sign(key.privateKey);
  }

  #seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }
}
