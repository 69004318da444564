import { lazily } from '../lazily.js';
import type { ResourceSettings, Settings } from '../settings.js';
import type { TokenAnswer } from '../tokens/session.js';
import type { AuthorizationPlan, Transaction } from './transaction.js';

/** An authorization that has begun, and what its response is checked against. */
export type BegunAuthorization = { readonly transaction: Transaction } & (
  | {
      /** Where to send the user. */
      readonly url: string;
      /** The same request once more, with a new URL: one that was pushed is good only once. */
      readonly again: () => Promise<string | undefined>;
      readonly error?: undefined;
    }
  /** The server has refused the request at once. */
  | { readonly url?: undefined; readonly error: string }
);

/** What the token endpoint answered for each resource, in the order of the requests. */
export type TokenAnswers = readonly [ResourceAnswer, ...ResourceAnswer[]];

export interface ResourceAnswer extends TokenAnswer {
  readonly resource: string;
}

/** What an authorization response came to: tokens, or the error that the server answered with. */
export type Completion =
  | { readonly answers: TokenAnswers; readonly error?: undefined }
  | { readonly answers?: undefined; readonly error: string };

/** What is asked of the authorization server. */
export interface AuthorizationServer {
  /** Makes an authorization request ready, with one-time secrets of its own. */
  begin(plan: AuthorizationPlan): Promise<BegunAuthorization>;
  /**
   * Checks an authorization response and exchanges its code for a token of each resource that was
   * asked for (RFC 8707 §2.2). `iss` (RFC 9207), `state`, `nonce` and the ID token's claims are checked
   * here; whose token it is, by the caller.
   */
  complete(params: URLSearchParams, transaction: Transaction): Promise<Completion>;
  /** Whether the server takes `prompt=none`: others would show a page where nobody has asked for one. */
  answersSilently(): Promise<boolean>;
  /** Tokens of one resource for a refresh token; `undefined` where the server says that it is over. */
  refresh(refreshToken: string, of: ResourceSettings): Promise<TokenAnswer | undefined>;
  /** Revokes a token (RFC 7009), where the server offers it. */
  revoke(token: string, hint: 'refresh_token' | 'access_token'): Promise<void>;
  /** Where to end the session (OpenID Connect RP-Initiated Logout), if the server offers it. */
  endSessionUrl(idTokenHint: string | undefined): Promise<string | undefined>;
}

/**
 * The authorization server of a client. The code that speaks its protocols is loaded when it is first
 * needed: a page for somebody who is not signed in does without.
 */
export function connectAuthorizationServer(settings: Settings): AuthorizationServer {
  const load = lazily(settings, async () => {
    const { OpenidServer } = await import('./authorizing.js');
    return new OpenidServer(settings);
  });
  return {
    begin: async (plan) => (await load()).begin(plan),
    complete: async (params, transaction) => (await load()).complete(params, transaction),
    answersSilently: async () => (await load()).answersSilently(),
    refresh: async (refreshToken, of) => (await load()).refresh(refreshToken, of),
    revoke: async (token, hint) => (await load()).revoke(token, hint),
    endSessionUrl: async (idTokenHint) => (await load()).endSessionUrl(idTokenHint),
  };
}
