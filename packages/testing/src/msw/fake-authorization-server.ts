import { ScopeSet } from '@stepscope/core';
import { base64url, SignJWT } from 'jose';
import { mintToken } from '../mint-token.js';
import { generateTestKey, type TestKey } from '../signing/test-keys.js';
import type { StepscopeSwitches } from './switches.js';

/** What an access token was issued for. */
export interface IssuedToken {
  readonly resource: string;
  readonly sub: string;
  readonly scopes: ScopeSet;
}

interface Code {
  /** The resources that it is for (RFC 8707 §2.1). */
  readonly resources: readonly string[];
  readonly clientId: string;
  readonly redirectUri: string;
  readonly nonce: string | null;
  readonly codeChallenge: string;
  readonly requested: ScopeSet;
  readonly granted: ScopeSet;
  readonly unavailable: ScopeSet;
  readonly user: { readonly sub: string };
}

interface Refresh extends Pick<Code, 'clientId' | 'resources' | 'granted' | 'user' | 'nonce'> {
  spent: boolean;
}

interface TokenResponse {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface FakeAuthorizationServerOptions {
  readonly issuer: string;
  /** The resources that tokens are issued for, each with what may be granted there. */
  readonly resources: ReadonlyMap<string, ScopeSet>;
  readonly switches: StepscopeSwitches;
  readonly accessTokenTtlSeconds: number;
  readonly now: () => number;
}

/**
 * An authorization server in memory: code flow with PKCE, rotating refresh tokens whose reuse ends
 * the grant, revocation. For tests; it keeps no grants and shows no pages.
 */
export class FakeAuthorizationServer {
  readonly #options: FakeAuthorizationServerOptions;
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, Refresh>();
  readonly #accessTokens = new Map<string, IssuedToken>();
  #key: Promise<TestKey> | undefined;

  constructor(options: FakeAuthorizationServerOptions) {
    this.#options = options;
  }

  metadata(): Record<string, unknown> {
    const { issuer } = this.#options;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  async jwks(): Promise<{ keys: unknown[] }> {
    return { keys: [(await this.#signingKey()).publicJwk] };
  }

  /** The redirect URI with the answer to an authorization request. */
  authorize(params: URLSearchParams): string {
    const { issuer, switches } = this.#options;
    const redirect = new URL(params.get('redirect_uri') ?? '');
    const state = params.get('state');
    if (state !== null) redirect.searchParams.set('state', state);
    redirect.searchParams.set('iss', switches.wrongIss ? 'https://elsewhere.example' : issuer);
    const error = this.#authorizationError(params);
    if (error === undefined) redirect.searchParams.set('code', this.#issueCode(params));
    else redirect.searchParams.set('error', error);
    return redirect.href;
  }

  /** The answer of the token endpoint. */
  async token(params: URLSearchParams): Promise<TokenResponse> {
    const refuse = (error: string) => ({ status: 400, body: { error } });
    const targets = params.getAll('resource');
    if (targets.length > 1) return refuse('invalid_target');
    if (params.get('grant_type') === 'refresh_token')
      return this.#refresh(params, targets[0], refuse);
    const code = this.#codes.get(params.get('code') ?? '');
    this.#codes.delete(params.get('code') ?? '');
    const proven = code?.codeChallenge === (await s256(params.get('code_verifier') ?? ''));
    if (
      code === undefined ||
      !proven ||
      code.redirectUri !== params.get('redirect_uri') ||
      code.clientId !== params.get('client_id')
    ) {
      return refuse('invalid_grant');
    }
    const resource = targets[0] ?? code.resources[0] ?? '';
    if (!code.resources.includes(resource)) return refuse('invalid_target');
    return this.#tokens(code, resource, {
      ...(code.unavailable.size > 0 && { unavailable_scope: code.unavailable.toString() }),
    });
  }

  revoke(token: string): void {
    this.#accessTokens.delete(token);
    this.#refreshTokens.delete(token);
  }

  /** What an access token carries, or `undefined` for one that is refused. */
  introspect(token: string): IssuedToken | undefined {
    const issued = this.#accessTokens.get(token);
    const revoked = this.#options.switches.revoked ?? [];
    return issued !== undefined && revoked.some((scope) => issued.scopes.has(scope))
      ? undefined
      : issued;
  }

  #authorizationError(params: URLSearchParams): string | undefined {
    const { resources, switches } = this.#options;
    if (params.get('code_challenge_method') !== 'S256') return 'invalid_request';
    const targets = params.getAll('resource');
    if (targets.length === 0 || !targets.every((target) => resources.has(target))) {
      return 'invalid_target';
    }
    if (params.get('prompt') === 'none') return switches.signedOut ? 'login_required' : undefined;
    return switches.authorizationError ?? (switches.denies ? 'access_denied' : undefined);
  }

  #issueCode(params: URLSearchParams): string {
    const { switches } = this.#options;
    const requested = ScopeSet.fromClaim(params.get('scope'));
    const unavailable = requested.intersection(ScopeSet.from(switches.unavailable ?? []));
    const silent = params.get('prompt') === 'none';
    const dropped = ScopeSet.from([
      ...(silent ? (switches.revoked ?? []) : []),
      ...(switches.declines ?? []),
      ...(switches.drops ?? []),
    ]);
    const code = crypto.randomUUID();
    this.#codes.set(code, {
      resources: params.getAll('resource'),
      clientId: params.get('client_id') ?? '',
      redirectUri: params.get('redirect_uri') ?? '',
      nonce: params.get('nonce'),
      codeChallenge: params.get('code_challenge') ?? '',
      requested,
      granted: requested.difference(unavailable).difference(dropped),
      unavailable,
      user: switches.user ?? { sub: 'user-1', name: 'Test User' },
    });
    return code;
  }

  async #refresh(
    params: URLSearchParams,
    target: string | undefined,
    refuse: (error: string) => TokenResponse,
  ): Promise<TokenResponse> {
    const { switches } = this.#options;
    const refresh = this.#refreshTokens.get(params.get('refresh_token') ?? '');
    if (refresh === undefined || switches.grantEnded) return refuse('invalid_grant');
    if (refresh.spent) {
      // Reuse: whoever holds the successor may be a thief (RFC 9700 §4.14.2).
      this.#refreshTokens.clear();
      return refuse('invalid_grant');
    }
    const resource = target ?? refresh.resources[0] ?? '';
    if (!refresh.resources.includes(resource)) return refuse('invalid_target');
    refresh.spent = true;
    const revoked = ScopeSet.from(switches.revoked ?? []);
    return this.#tokens({ ...refresh, granted: refresh.granted.difference(revoked) }, resource);
  }

  async #tokens(
    of: Pick<Code, 'clientId' | 'resources' | 'granted' | 'user' | 'nonce'>,
    resource: string,
    more: Record<string, unknown> = {},
  ): Promise<TokenResponse> {
    const { issuer, resources, switches, accessTokenTtlSeconds, now } = this.#options;
    const key = await this.#signingKey();
    const scopes = of.granted.intersection(resources.get(resource) ?? ScopeSet.empty);
    const issuedAt = Math.floor(now() / 1000);
    const accessToken = await mintToken(
      {
        scopes,
        subject: of.user.sub,
        clientId: of.clientId,
        expiresInSeconds: accessTokenTtlSeconds,
      },
      { issuer, audience: resource, issuedAt, jti: crypto.randomUUID(), key },
    );
    this.#accessTokens.set(accessToken, { resource, sub: of.user.sub, scopes });
    const refreshToken = crypto.randomUUID();
    this.#refreshTokens.set(refreshToken, { ...of, spent: false });
    const idToken = await new SignJWT({
      ...of.user,
      ...(of.nonce !== null && { nonce: of.nonce }),
    })
      .setProtectedHeader({ alg: 'RS256', kid: key.kid })
      .setIssuer(issuer)
      .setAudience(of.clientId)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key.privateKey);
    return {
      status: 200,
      body: {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: accessTokenTtlSeconds,
        id_token: idToken,
        ...(of.granted.has('offline_access') && { refresh_token: refreshToken }),
        ...(switches.omitsScope !== true && { scope: scopes.toString() }),
        ...more,
      },
    };
  }

  #signingKey(): Promise<TestKey> {
    this.#key ??= generateTestKey('RS256', 'fake-1');
    return this.#key;
  }
}

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return base64url.encode(new Uint8Array(digest));
}
