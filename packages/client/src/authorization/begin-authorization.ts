import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { AuthorizationServer } from './authorization-server.js';
import { stateFor } from './callback.js';
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

/** Begins an authorization: makes its one-time secrets and its URL. */
export async function beginAuthorization(
  plan: AuthorizationPlan,
  server: AuthorizationServer,
  now: () => number,
): Promise<BegunAuthorization> {
  const { idTokenHint: _hint, asksAgain: _again, ...kept } = plan;
  const secrets = {
    state: stateFor(plan.via, randomState()),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
  };
  const { issuer, url, error } = await server.start(plan, secrets);
  const transaction = { ...kept, ...secrets, issuer, startedAt: now() };
  if (error !== undefined) return { transaction, error };
  return { transaction, url, again: async () => (await server.start(plan, secrets)).url };
}
