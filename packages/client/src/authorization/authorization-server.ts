import { isLoopbackHost, ScopeSet } from '@stepscope/core';
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  clockTolerance,
  customFetch,
  discovery,
  None,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
  type Configuration,
  type IDToken,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import type { ClientUser } from '../client.js';
import { AuthorizationError, AuthorizationServerError, CallbackError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { TokenAnswer } from '../tokens/session.js';
import type { AuthorizationPlan, ResourceRequest, Transaction } from './transaction.js';

const CLOCK_TOLERANCE_SECONDS = 60;

/** What the token endpoint answered for each resource, in the order of the requests. */
export type TokenAnswers = readonly [ResourceAnswer, ...ResourceAnswer[]];

interface ResourceAnswer extends TokenAnswer {
  readonly resource: string;
}

/** What an authorization response came to: tokens, or the error that the server answered with. */
export type Completion =
  | { readonly answers: TokenAnswers; readonly error?: undefined }
  | { readonly answers?: undefined; readonly error: string };

/**
 * One authorization server, by openid-client. Its errors are translated into ours here, because
 * theirs carry response bodies, and with them tokens, in `cause`.
 */
export class AuthorizationServer {
  readonly #settings: Settings;
  #configuration: Promise<Configuration> | undefined;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  /** The authorization request (RFC 6749 §4.1.1 with PKCE, RFC 8707 and OpenID Connect). */
  async authorizationUrl(transaction: Transaction, plan: AuthorizationPlan): Promise<string> {
    const configuration = await this.#discover();
    const { scopes_supported: supported } = configuration.serverMetadata();
    const protocol = [...this.#settings.protocol].filter(
      (scope) => supported === undefined || supported.includes(scope),
    );
    const requested = ScopeSet.from(plan.requests.flatMap((request) => [...request.requested]));
    const parameters = new URLSearchParams({
      redirect_uri: this.#settings.redirectUri,
      scope: [...protocol, ...requested.toJSON()].join(' '),
      state: transaction.state,
      nonce: transaction.nonce,
      code_challenge: await calculatePKCECodeChallenge(transaction.codeVerifier),
      code_challenge_method: 'S256',
      ...(plan.purpose === 'restore' && { prompt: 'none' }),
      ...(plan.idTokenHint !== undefined && { id_token_hint: plan.idTokenHint }),
    });
    for (const { resource } of plan.requests) parameters.append('resource', resource);
    return buildAuthorizationUrl(configuration, parameters).href;
  }

  /**
   * Checks an authorization response and exchanges its code for a token of each resource that was
   * asked for (RFC 8707 §2.2). `iss` (RFC 9207), `state`, `nonce` and the ID token's claims are checked
   * here; whose token it is, by the caller.
   */
  async complete(params: URLSearchParams, transaction: Transaction): Promise<Completion> {
    const configuration = await this.#discover();
    const [first, ...others] = transaction.requests;
    const url = new URL(this.#settings.redirectUri);
    url.search = params.toString();
    const { scopes_supported: supported } = configuration.serverMetadata();
    const expectsIdToken = supported === undefined || supported.includes('openid');
    try {
      const response = await authorizationCodeGrant(
        configuration,
        url,
        {
          expectedState: transaction.state,
          pkceCodeVerifier: transaction.codeVerifier,
          ...(expectsIdToken && { expectedNonce: transaction.nonce }),
        },
        { resource: first.resource },
        await this.#settings.tokenScheme.forTokenRequest(configuration),
      );
      const answer = { ...this.#answerOf(response), resource: first.resource };
      return { answers: [answer, ...(await this.#answersFor(others, answer.refreshToken))] };
    } catch (error) {
      if (error instanceof AuthorizationResponseError) return { error: error.error };
      throw this.#translate(error);
    }
  }

  /**
   * Tokens of one resource for a refresh token, or `undefined` where the server says that it is over.
   */
  async refresh(refreshToken: string, resource: string): Promise<TokenAnswer | undefined> {
    const configuration = await this.#discover();
    try {
      const options = await this.#settings.tokenScheme.forTokenRequest(configuration);
      const response = await refreshTokenGrant(configuration, refreshToken, { resource }, options);
      return this.#answerOf(response);
    } catch (error) {
      if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return undefined;
      throw this.#translate(error);
    }
  }

  /**
   * The answers for further resources, by a refresh token that covers them. A resource for which none
   * is to be had is left out: it stays as it was.
   */
  async #answersFor(
    requests: readonly ResourceRequest[],
    first: string | undefined,
  ): Promise<ResourceAnswer[]> {
    const answers: ResourceAnswer[] = [];
    let refreshToken = first;
    for (const { resource } of requests) {
      if (refreshToken === undefined) break;
      // One after another: each answer may bring the next refresh token.
      const answer = await this.refresh(refreshToken, resource).catch(() => undefined);
      if (answer === undefined) continue;
      refreshToken = answer.refreshToken ?? refreshToken;
      answers.push({ ...answer, refreshToken, resource });
    }
    return answers;
  }

  /** Revokes a token (RFC 7009), where the server offers it. */
  async revoke(token: string, hint: 'refresh_token' | 'access_token'): Promise<void> {
    const configuration = await this.#discover();
    if (configuration.serverMetadata().revocation_endpoint === undefined) return;
    try {
      await tokenRevocation(configuration, token, { token_type_hint: hint });
    } catch (error) {
      throw this.#translate(error);
    }
  }

  /** Where to end the session (OpenID Connect RP-Initiated Logout), if the server offers it. */
  async endSessionUrl(idTokenHint: string | undefined): Promise<string | undefined> {
    const configuration = await this.#discover();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    const { postLogoutRedirectUri } = this.#settings;
    const parameters = {
      ...(idTokenHint !== undefined && { id_token_hint: idTokenHint }),
      ...(postLogoutRedirectUri !== undefined && {
        post_logout_redirect_uri: postLogoutRedirectUri,
      }),
    };
    return buildEndSessionUrl(configuration, parameters).href;
  }

  /** The server's metadata, fetched once; a failure is not kept. */
  #discover(): Promise<Configuration> {
    this.#configuration ??= this.#fetchMetadata().catch((error: unknown) => {
      this.#configuration = undefined;
      throw this.#translate(error, 'discovery');
    });
    return this.#configuration;
  }

  async #fetchMetadata(): Promise<Configuration> {
    const { issuer, clientId, fetch } = this.#settings;
    const server = new URL(issuer);
    const insecure = server.protocol === 'http:' && isLoopbackHost(server.hostname);
    const configuration = await discovery(
      server,
      clientId,
      { [clockTolerance]: CLOCK_TOLERANCE_SECONDS },
      None(),
      {
        [customFetch]: (url, init) => fetch(url, init as RequestInit),
        // oxlint-disable-next-line typescript/no-deprecated -- loopback only, for development
        ...(insecure && { execute: [allowInsecureRequests] }),
      },
    );
    const metadata = configuration.serverMetadata();
    // openid-client compares URLs, so that a slash at the end may differ; an issuer is a string.
    if (metadata.issuer !== issuer) {
      throw new AuthorizationServerError(issuer, 'its metadata names another issuer');
    }
    if (metadata.authorization_endpoint === undefined) {
      throw new AuthorizationServerError(issuer, 'its metadata has no authorization_endpoint');
    }
    const refused = endpoints.find((endpoint) => !isSecureOrAbsent(metadata[endpoint]));
    if (refused !== undefined) {
      throw new AuthorizationServerError(issuer, `its ${refused} is not https`);
    }
    return configuration;
  }

  /** @throws {AuthorizationServerError} for a token of another type than was asked for. */
  #answerOf(response: TokenEndpointResponse & TokenEndpointResponseHelpers): TokenAnswer {
    const { issuer, tokenScheme } = this.#settings;
    const { unavailable_scope: unavailable, token_type: tokenType } = response;
    // A bearer token in place of a bound one would be good in anybody's hands (RFC 9449 §5).
    if (tokenType !== tokenScheme.tokenType) {
      throw new AuthorizationServerError(issuer, `its token_type is not ${tokenScheme.tokenType}`);
    }
    return {
      accessToken: response.access_token,
      refreshToken: response.refresh_token,
      idToken: response.id_token,
      user: userOf(response.claims()),
      scope: response.scope,
      unavailableScope: typeof unavailable === 'string' ? unavailable : undefined,
      expiresInSeconds: response.expiresIn(),
    };
  }

  #translate(error: unknown, during: 'discovery' | 'exchange' = 'exchange'): Error {
    if (error instanceof AuthorizationServerError) return error;
    const { issuer } = this.#settings;
    if (error instanceof ResponseBodyError && error.status < 500) {
      return new AuthorizationError(error.error);
    }
    const code = codeOf(error);
    if (during === 'discovery' || code === undefined || transportFailures.has(code)) {
      return new AuthorizationServerError(issuer, code);
    }
    return new CallbackError('invalid-response', code);
  }
}

/** Where this client, or its browser, goes. */
const endpoints = [
  'authorization_endpoint',
  'token_endpoint',
  'revocation_endpoint',
  'end_session_endpoint',
  'jwks_uri',
] as const;

/**
 * Metadata is untrusted: a `javascript:` endpoint would run in this page, and an `http:` one of another
 * host would tell codes and tokens to the network.
 */
function isSecureOrAbsent(endpoint: unknown): boolean {
  if (endpoint === undefined) return true;
  if (typeof endpoint !== 'string' || !URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname));
}

/** Codes of openid-client that speak of the way to the server, not of what it answered. */
const transportFailures: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_BODY_ERROR',
]);

function codeOf(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

function userOf(claims: IDToken | undefined): ClientUser | undefined {
  if (claims === undefined) return undefined;
  const { sub, name, email } = claims;
  return {
    sub,
    ...(typeof name === 'string' && { name }),
    ...(typeof email === 'string' && { email }),
  };
}
