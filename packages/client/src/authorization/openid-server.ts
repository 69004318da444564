import {
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
  type Configuration,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client';
import { AuthorizationServerError, CallbackError } from '../errors.js';
import type { ResourceSettings, Settings } from '../settings.js';
import { resourceNamed } from '../state/resource-named.js';
import type { TokenAnswer } from '../tokens/session.js';
import {
  authorizationParameters,
  mayOfferOpenid,
  resourceParameters,
  takesPromptNone,
} from './authorization-request.js';
import type {
  AuthorizationServer,
  BegunAuthorization,
  Completion,
  ResourceAnswer,
} from './authorization-server.js';
import { stateFor } from './callback.js';
import { checkOrigin } from './check-origin.js';
import { isDecision } from './decisions.js';
import { fetchConfiguration } from './fetch-configuration.js';
import { findIssuer } from './find-issuer.js';
import { tokenAnswerOf } from './token-answer.js';
import type { AuthorizationPlan, ResourceRequest, Transaction } from './transaction.js';
import { translateError } from './translate-error.js';

/** Where to send the user, or the error with which a pushed request was refused. */
type AuthorizationStart =
  | {
      readonly issuer: string;
      readonly url: string;
      readonly error?: undefined;
      readonly pushed: boolean;
    }
  | {
      readonly issuer: string;
      readonly url?: undefined;
      readonly error: string;
      readonly pushed: true;
    };

/**
 * One authorization server, by openid-client. Its errors are translated into ours here, because
 * theirs carry response bodies, and with them tokens, in `cause`.
 */
export class OpenidServer implements AuthorizationServer {
  readonly #settings: Settings;
  #configuration: Promise<Configuration> | undefined;
  #takesNoPushes = false;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  async begin(plan: AuthorizationPlan): Promise<BegunAuthorization> {
    checkOrigin(this.#settings);
    const { idTokenHint: _hint, asksAgain: _again, authentication, ...kept } = plan;
    const secrets = {
      state: stateFor(plan.via, randomState()),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
    };
    const { issuer, url, error, pushed } = await this.#start(plan, secrets);
    const { purpose, via, requests } = plan;
    this.#settings.log({
      type: 'authorization-started',
      purpose,
      via,
      issuer,
      requested: Object.fromEntries(
        requests.map(({ resource, requested }) => [resource, requested]),
      ),
      pushed,
    });
    const transaction = {
      ...kept,
      ...secrets,
      issuer,
      authenticates: authentication !== undefined,
      startedAt: this.#settings.now(),
    };
    if (error !== undefined) return { transaction, error };
    return { transaction, url, again: async () => (await this.#start(plan, secrets)).url };
  }

  /** Makes an authorization request ready, and pushes it where the server takes that (RFC 9126). */
  async #start(
    plan: AuthorizationPlan,
    transaction: Pick<Transaction, 'state' | 'nonce' | 'codeVerifier'>,
  ): Promise<AuthorizationStart> {
    const configuration = await this.#discover();
    const metadata = configuration.serverMetadata();
    const { issuer } = metadata;
    const parameters = authorizationParameters(plan, {
      transaction,
      codeChallenge: await calculatePKCECodeChallenge(transaction.codeVerifier),
      settings: this.#settings,
      metadata,
    });
    const required = metadata.require_pushed_authorization_requests === true;
    const offered = metadata.pushed_authorization_request_endpoint !== undefined;
    if (required || (offered && !this.#takesNoPushes)) {
      try {
        return { issuer, url: await this.#push(configuration, parameters), pushed: true };
      } catch (error) {
        const refusal = error instanceof ResponseBodyError ? error : undefined;
        if (refusal !== undefined && isDecision(refusal.error)) {
          return { issuer, error: refusal.error, pushed: true };
        }
        if (required) throw translateError(error, issuer);
        // Its CORS may leave browsers out, or its policy public clients: the page says what is wrong.
        // Too many (RFC 9126 §2.3) are only too many for now.
        this.#takesNoPushes = refusal?.status !== 429;
      }
    }
    return { issuer, url: buildAuthorizationUrl(configuration, parameters).href, pushed: false };
  }

  async complete(params: URLSearchParams, transaction: Transaction): Promise<Completion> {
    const configuration = await this.#discover();
    const metadata = configuration.serverMetadata();
    const { issuer } = metadata;
    // The API names another server than before the page left: the code is not for that one.
    if (issuer !== transaction.issuer) throw new CallbackError('invalid-response', 'issuer');
    const [first, ...others] = transaction.requests;
    const of = resourceNamed(this.#settings.resources, first.resource);
    const url = new URL(this.#settings.redirectUri);
    url.search = params.toString();
    try {
      const response = await authorizationCodeGrant(
        configuration,
        url,
        {
          expectedState: transaction.state,
          pkceCodeVerifier: transaction.codeVerifier,
          ...(mayOfferOpenid(metadata) && { expectedNonce: transaction.nonce }),
        },
        Object.fromEntries(resourceParameters(of)),
        await this.#settings.tokenScheme.forTokenRequest(configuration),
      );
      const answer = { ...this.#answerOf(response, of, issuer), resource: first.resource };
      return { answers: [answer, ...(await this.#answersFor(others, answer.refreshToken))] };
    } catch (error) {
      if (error instanceof AuthorizationResponseError) return { error: error.error };
      throw translateError(error, issuer);
    }
  }

  async answersSilently(): Promise<boolean> {
    return takesPromptNone((await this.#discover()).serverMetadata());
  }

  async refresh(refreshToken: string, of: ResourceSettings): Promise<TokenAnswer | undefined> {
    const configuration = await this.#discover();
    const { issuer } = configuration.serverMetadata();
    try {
      const response = await refreshTokenGrant(
        configuration,
        refreshToken,
        Object.fromEntries(resourceParameters(of)),
        await this.#settings.tokenScheme.forTokenRequest(configuration),
      );
      return this.#answerOf(response, of, issuer);
    } catch (error) {
      if (error instanceof ResponseBodyError && error.error === 'invalid_grant') return undefined;
      throw translateError(error, issuer);
    }
  }

  async revoke(token: string, hint: 'refresh_token' | 'access_token'): Promise<void> {
    const configuration = await this.#discover();
    const { issuer, revocation_endpoint: endpoint } = configuration.serverMetadata();
    if (endpoint === undefined) return;
    try {
      await tokenRevocation(configuration, token, { token_type_hint: hint });
    } catch (error) {
      throw translateError(error, issuer);
    }
  }

  async endSessionUrl(idTokenHint: string | undefined): Promise<string | undefined> {
    const configuration = await this.#discover();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return undefined;
    const { postLogoutRedirectUri, uiLocales } = this.#settings;
    const parameters = {
      ...(idTokenHint !== undefined && { id_token_hint: idTokenHint }),
      ...(postLogoutRedirectUri !== undefined && {
        post_logout_redirect_uri: postLogoutRedirectUri,
      }),
      ...(uiLocales !== undefined && { ui_locales: uiLocales }),
    };
    return buildEndSessionUrl(configuration, parameters).href;
  }

  async #push(configuration: Configuration, parameters: URLSearchParams): Promise<string> {
    const binding = await this.#settings.tokenScheme.forPushedRequest(configuration);
    return (await buildAuthorizationUrlWithPAR(configuration, parameters, binding)).href;
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
      const of = resourceNamed(this.#settings.resources, resource);
      // One after another: each answer may bring the next refresh token.
      const answer = await this.refresh(refreshToken, of).catch(() => undefined);
      if (answer === undefined) continue;
      refreshToken = answer.refreshToken ?? refreshToken;
      answers.push({ ...answer, refreshToken, resource });
    }
    return answers;
  }

  /** @throws {AuthorizationServerError} for a token of another type than was asked for. */
  #answerOf(
    response: TokenEndpointResponse & TokenEndpointResponseHelpers,
    of: ResourceSettings,
    issuer: string,
  ): TokenAnswer {
    const { tokenType } = this.#settings.tokenScheme;
    // A bearer token in place of a bound one would be good in anybody's hands (RFC 9449 §5).
    if (response.token_type !== tokenType) {
      throw new AuthorizationServerError(issuer, `its token_type is not ${tokenType}`);
    }
    return tokenAnswerOf(response, of);
  }

  /** The server's metadata, fetched once; a failure is not kept. */
  #discover(): Promise<Configuration> {
    this.#configuration ??= this.#find().catch((error: unknown) => {
      this.#configuration = undefined;
      throw error;
    });
    return this.#configuration;
  }

  async #find(): Promise<Configuration> {
    const { issuer, resources, fetch } = this.#settings;
    return fetchConfiguration(
      issuer ?? (await findIssuer(resources[0].resource, fetch)),
      this.#settings,
    );
  }
}
