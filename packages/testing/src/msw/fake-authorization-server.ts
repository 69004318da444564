import { standard, toWireScopes, type ProviderProfile } from '@stepscope/core';
import { SignJWT } from 'jose';
import { mintToken } from '../mint-token.js';
import { sha256 } from '../signing/sha256.js';
import { generateTestKey, type TestKey } from '../signing/test-keys.js';
import {
  readAuthorizationRequest,
  resourcesOf,
  type AuthorizationContext,
} from './authorization-request.js';
import { FakeGrants, revokedFor, type FakeGrant } from './fake-grants.js';
import type { FakeApi } from './fake-api.js';
import { FakeUser, type Decision } from './fake-user.js';
import type { IssuedToken } from './issued-token.js';
import { PUSHED_SECONDS, PushedRequests } from './pushed-requests.js';
import type { StepscopeSwitches } from './switches.js';
import { proofAlgorithms, verifyProof } from './verify-proof.js';

export interface FakeAuthorizationServerOptions {
  readonly issuer: string;
  readonly apis: readonly FakeApi[];
  readonly provider?: ProviderProfile;
  readonly switches: StepscopeSwitches;
  readonly accessTokenTtlSeconds: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An answer in JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request to the token or the pushed authorization request endpoint. */
export interface BackChannelRequest {
  readonly url: string;
  readonly params: URLSearchParams;
  readonly proof: string | null;
}

/**
 * An authorization server in memory: code flow with PKCE, pushed requests, several resources, tokens
 * that are bound by DPoP, rotating refresh tokens whose reuse ends the grant, revocation. For tests; it
 * shows no pages.
 */
export class FakeAuthorizationServer {
  readonly #options: FakeAuthorizationServerOptions;
  readonly #context: AuthorizationContext;
  readonly #user: FakeUser;
  readonly #pushed: PushedRequests;
  readonly #grants = new FakeGrants();
  readonly #proofs = new Set<string>();
  #key: Promise<TestKey> | undefined;

  constructor(options: FakeAuthorizationServerOptions) {
    const { apis, provider = standard, now } = options;
    this.#options = options;
    this.#context = { apis, provider };
    this.#user = new FakeUser(this.#context);
    this.#pushed = new PushedRequests(now);
  }

  metadata(): Record<string, unknown> {
    const { issuer, switches } = this.#options;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      revocation_endpoint: `${issuer}/revoke`,
      end_session_endpoint: `${issuer}/logout`,
      ...(switches.par && { pushed_authorization_request_endpoint: `${issuer}/par` }),
      ...(switches.par === 'required' && { require_pushed_authorization_requests: true }),
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...(!switches.ignoresDpop && { dpop_signing_alg_values_supported: proofAlgorithms }),
      ...(switches.iss !== 'unsupported' && {
        authorization_response_iss_parameter_supported: true,
      }),
      ...switches.metadata,
    };
  }

  async jwks(): Promise<{ keys: unknown[] }> {
    return { keys: [(await this.#signingKey()).publicJwk] };
  }

  /** The answer of the pushed authorization request endpoint (RFC 9126). */
  async push({ url, params, proof }: BackChannelRequest): Promise<JsonAnswer> {
    if (params.has('request_uri')) return refusal('invalid_request');
    const verified = await this.#verify(proof, url);
    if ('status' in verified) return verified;
    const jkt = params.get('dpop_jkt') ?? verified.jkt;
    if (verified.jkt !== undefined && jkt !== verified.jkt) return refusal('invalid_dpop_proof');
    const request = readAuthorizationRequest(params, this.#context);
    if ('error' in request) return refusal(request.error);
    const kept = new URLSearchParams(params);
    if (jkt !== undefined) kept.set('dpop_jkt', jkt);
    return {
      status: 201,
      body: { request_uri: this.#pushed.push(kept), expires_in: PUSHED_SECONDS },
      headers: this.#nonceHeader(),
    };
  }

  /** The parameters that an authorization request has, or stands for; nothing is used up. */
  describe(params: URLSearchParams): URLSearchParams | undefined {
    return params.has('request_uri') ? this.#pushed.peek(params) : params;
  }

  /**
   * The redirect URI with the answer to an authorization request, or `undefined` where nobody knows
   * where to send the user.
   */
  authorize(reference: URLSearchParams, decision?: Decision): string | undefined {
    const { issuer, switches } = this.#options;
    const pushed = reference.has('request_uri');
    const params = pushed ? this.#pushed.take(reference) : reference;
    const redirectUri = params?.get('redirect_uri') ?? '';
    if (params === undefined || !URL.canParse(redirectUri)) return undefined;
    const redirect = new URL(redirectUri);
    const state = params.get('state');
    if (state !== null) redirect.searchParams.set('state', state);
    if (switches.iss === undefined) redirect.searchParams.set('iss', issuer);
    if (switches.iss === 'wrong') redirect.searchParams.set('iss', 'https://elsewhere.example');
    const answer =
      switches.par === 'required' && !pushed
        ? { error: 'invalid_request' }
        : this.#decide(params, decision);
    for (const [name, value] of Object.entries(answer)) redirect.searchParams.set(name, value);
    return redirect.href;
  }

  /** The answer of the token endpoint. */
  async token({ url, params, proof }: BackChannelRequest): Promise<JsonAnswer> {
    const verified = await this.#verify(proof, url);
    if ('status' in verified) return verified;
    const { jkt } = verified;
    if (this.#options.switches.requiresDpop && jkt === undefined) {
      return refusal('invalid_dpop_proof');
    }
    const grantType = params.get('grant_type');
    if (grantType === 'refresh_token') return this.#refresh(params, jkt);
    if (grantType === 'authorization_code') return this.#redeem(params, jkt);
    return refusal('unsupported_grant_type');
  }

  /** The answer of the revocation endpoint (RFC 7009). */
  revoke(params: URLSearchParams): JsonAnswer {
    const token = params.get('token');
    if (token === null) return refusal('invalid_request');
    this.#grants.revoke(token);
    return { status: 200, body: {} };
  }

  signOut(): void {
    this.#user.signOut();
  }

  /** What an access token carries, or `undefined` for one that is refused. */
  introspect(token: string): IssuedToken | undefined {
    const { switches, now } = this.#options;
    return this.#grants.introspect(token, switches, now());
  }

  #decide(
    params: URLSearchParams,
    decision: Decision | undefined,
  ): { readonly error: string } | { readonly code: string } {
    const request = readAuthorizationRequest(params, this.#context);
    if ('error' in request) return request;
    const { switches } = this.#options;
    const consent = this.#user.answer(request, { switches, decision, now: this.#seconds() });
    if (consent.error !== undefined) return consent;
    return { code: this.#grants.issueCode(request, consent) };
  }

  async #redeem(params: URLSearchParams, jkt: string | undefined): Promise<JsonAnswer> {
    const code = this.#grants.redeemCode(params.get('code') ?? '');
    if (code === undefined) return refusal('invalid_grant');
    const { request, grant } = code;
    const proven = request.codeChallenge === (await sha256(params.get('code_verifier') ?? ''));
    if (
      !proven ||
      request.redirectUri !== params.get('redirect_uri') ||
      request.clientId !== params.get('client_id') ||
      (request.dpopJkt !== undefined && request.dpopJkt !== jkt)
    ) {
      return refusal('invalid_grant');
    }
    const resource = this.#resourceFor(params, grant);
    if (resource === undefined) return refusal('invalid_target');
    return this.#tokens(grant, {
      resource,
      jkt,
      more: {
        ...(grant.unavailable.size > 0 && { unavailable_scope: grant.unavailable.toString() }),
      },
    });
  }

  async #refresh(params: URLSearchParams, jkt: string | undefined): Promise<JsonAnswer> {
    const { switches } = this.#options;
    const refresh = this.#grants.refreshToken(
      params.get('refresh_token') ?? '',
      params.get('client_id'),
    );
    if (refresh === undefined || switches.grantEnded) return refusal('invalid_grant');
    const { grant } = refresh;
    if (refresh.jkt !== undefined && refresh.jkt !== jkt) return refusal('invalid_grant');
    const resource = this.#resourceFor(params, grant);
    if (resource === undefined) return refusal('invalid_target');
    if (switches.refreshReused) grant.ended = true;
    if (!this.#grants.spend(refresh)) return refusal('invalid_grant');
    grant.granted = grant.granted.difference(revokedFor(grant, switches));
    return this.#tokens(grant, { resource, jkt, more: {} });
  }

  /** The API that a token request names, if the grant is for it (RFC 8707 §2.2). */
  #resourceFor(params: URLSearchParams, grant: FakeGrant): string | undefined {
    const { resourceParameter } = this.#context.provider;
    if (resourceParameter === undefined || !params.has(resourceParameter)) {
      return grant.resources[0];
    }
    const named = resourcesOf(params, this.#context);
    const [one, ...more] = named ?? [];
    return one !== undefined && more.length === 0 && grant.resources.includes(one)
      ? one
      : undefined;
  }

  async #tokens(
    grant: FakeGrant,
    {
      resource,
      jkt,
      more,
    }: {
      readonly resource: string;
      readonly jkt: string | undefined;
      readonly more: Record<string, unknown>;
    },
  ): Promise<JsonAnswer> {
    const { accessTokenTtlSeconds, switches, now } = this.#options;
    const { provider } = this.#context;
    const { acr, authTime, clientId, user } = grant;
    const { catalogue } = this.#context.apis.find((api) => api.resource === resource) ?? {};
    const scopes = grant.granted.filter((scope) => catalogue?.scopes.has(scope) === true);
    const issued: IssuedToken = { sub: user.sub, clientId, resource, scopes, jkt, acr, authTime };
    const accessToken = await this.#accessToken(issued);
    const expiresAt = now() + accessTokenTtlSeconds * 1000;
    this.#grants.keepAccessToken(accessToken, { issued, grant, expiresAt });
    const asks = provider.refreshTokenScope;
    const saysScope = !switches.omitsScope && provider.omittedScope === 'as-requested';
    return {
      status: 200,
      headers: this.#nonceHeader(),
      body: {
        access_token: accessToken,
        token_type: jkt === undefined ? 'Bearer' : 'DPoP',
        expires_in: accessTokenTtlSeconds,
        id_token: await this.#idToken(grant),
        ...((asks === undefined || grant.granted.has(asks)) && {
          refresh_token: this.#grants.issueRefreshToken(grant, jkt),
        }),
        ...(saysScope && { scope: toWireScopes(scopes, provider, resource).toString() }),
        ...more,
      },
    };
  }

  async #accessToken(issued: IssuedToken): Promise<string> {
    const { issuer, accessTokenTtlSeconds } = this.#options;
    const { acr, authTime, jkt } = issued;
    return mintToken(
      {
        scopes: issued.scopes,
        subject: issued.sub,
        clientId: issued.clientId,
        expiresInSeconds: accessTokenTtlSeconds,
        ...(jkt !== undefined && { dpopKey: { jkt } }),
        claims: { auth_time: authTime, ...(acr !== undefined && { acr }) },
      },
      {
        issuer,
        audience: issued.resource,
        issuedAt: this.#seconds(),
        jti: crypto.randomUUID(),
        key: await this.#signingKey(),
      },
    );
  }

  async #idToken({ user, nonce, clientId, acr, authTime }: FakeGrant): Promise<string> {
    const key = await this.#signingKey();
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

  /** The key behind a proof, if there is one; else the answer that refuses it. */
  async #verify(
    proof: string | null,
    url: string,
  ): Promise<{ readonly jkt: string | undefined } | JsonAnswer> {
    const { switches, now } = this.#options;
    if (proof === null || switches.ignoresDpop) return { jkt: undefined };
    const verdict = await verifyProof(proof, {
      method: 'POST',
      url,
      nonce: switches.authorizationServerNonce,
      now: now(),
      seen: this.#proofs,
    });
    if (verdict.error === undefined) return { jkt: verdict.jkt };
    const body = { error: verdict.error, error_description: verdict.detail };
    return { status: 400, body, headers: this.#nonceHeader() };
  }

  #nonceHeader(): Record<string, string> {
    const { authorizationServerNonce: nonce, ignoresDpop } = this.#options.switches;
    return nonce === undefined || ignoresDpop ? {} : { 'DPoP-Nonce': nonce };
  }

  #seconds(): number {
    return Math.floor(this.#options.now() / 1000);
  }

  #signingKey(): Promise<TestKey> {
    this.#key ??= generateTestKey('RS256', 'fake-1');
    return this.#key;
  }
}

function refusal(error: string): JsonAnswer {
  return { status: 400, body: { error } };
}
