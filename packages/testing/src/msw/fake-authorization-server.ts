import type { ProviderProfile } from '@stepscope/core';
import { sha256 } from '../signing/sha256.js';
import {
  readAuthorizationRequest,
  resourcesOf,
  type AuthorizationContext,
} from './authorization-request.js';
import { FakeGrants } from './fake-grants.js';
import type { FakeGrant, StateStore } from './fake-state.js';
import { FakeTokens } from './fake-tokens.js';
import type { FakeApi } from './fake-api.js';
import { FakeUser, type Decision } from './fake-user.js';
import type { IssuedToken } from './issued-token.js';
import { PUSHED_SECONDS, PushedRequests } from './pushed-requests.js';
import type { StepscopeSwitches } from './switches.js';
import { proofAlgorithms, verifyProof } from './verify-proof.js';

export interface FakeAuthorizationServerOptions {
  readonly issuer: string;
  readonly apis: readonly FakeApi[];
  readonly provider: ProviderProfile;
  readonly state: StateStore;
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
  readonly #grants: FakeGrants;
  readonly #tokens: FakeTokens;
  readonly #proofs = new Set<string>();

  constructor(options: FakeAuthorizationServerOptions) {
    const { apis, provider, state, now } = options;
    this.#options = options;
    this.#context = { apis, provider };
    this.#user = new FakeUser(state, provider);
    this.#pushed = new PushedRequests(state, now);
    this.#grants = new FakeGrants(state);
    this.#tokens = new FakeTokens(options, this.#grants);
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
    return { keys: [(await this.#tokens.signingKey()).publicJwk] };
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
    const now = Math.floor(this.#options.now() / 1000);
    const consent = this.#user.answer(request, { switches, decision, now });
    if (consent.error !== undefined) return consent;
    return { code: this.#grants.issueCode(request, consent) };
  }

  async #redeem(params: URLSearchParams, jkt: string | undefined): Promise<JsonAnswer> {
    const redeemed = this.#grants.redeemCode(params.get('code') ?? '');
    if (redeemed === undefined) return refusal('invalid_grant');
    const { code, grant } = redeemed;
    const proven = code.codeChallenge === (await sha256(params.get('code_verifier') ?? ''));
    if (
      !proven ||
      code.redirectUri !== params.get('redirect_uri') ||
      grant.clientId !== params.get('client_id') ||
      (code.dpopJkt !== undefined && code.dpopJkt !== jkt)
    ) {
      return refusal('invalid_grant');
    }
    const resource = this.#resourceFor(params, grant);
    if (resource === undefined) return refusal('invalid_target');
    const unavailable = grant.unavailable.join(' ');
    return this.#respond({
      ...(await this.#tokens.responseFor(grant, resource, jkt)),
      ...(unavailable !== '' && { unavailable_scope: unavailable }),
    });
  }

  async #refresh(params: URLSearchParams, jkt: string | undefined): Promise<JsonAnswer> {
    const { switches } = this.#options;
    const token = params.get('refresh_token') ?? '';
    const found = this.#grants.findRefreshToken(token, params.get('client_id'));
    if (found === undefined || switches.grantEnded) return refusal('invalid_grant');
    const { refresh } = found;
    if (refresh.jkt !== undefined && refresh.jkt !== jkt) return refusal('invalid_grant');
    const resource = this.#resourceFor(params, found.grant);
    if (resource === undefined) return refusal('invalid_target');
    const grant = this.#grants.spendRefreshToken(token, switches);
    if (grant === undefined) return refusal('invalid_grant');
    return this.#respond(await this.#tokens.responseFor(grant, resource, jkt));
  }

  #respond(body: Record<string, unknown>): JsonAnswer {
    return { status: 200, body, headers: this.#nonceHeader() };
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
}

function refusal(error: string): JsonAnswer {
  return { status: 400, body: { error } };
}
