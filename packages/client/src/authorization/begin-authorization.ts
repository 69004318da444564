import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import type { AuthorizationServer } from './authorization-server.js';
import { stateFor } from './callback.js';
import type { AuthorizationPlan, Transaction } from './transaction.js';

/** An authorization that has begun: the URL to visit, and what its response is checked against. */
interface BegunAuthorization {
  readonly url: string;
  readonly transaction: Transaction;
}

/** Begins an authorization: makes its one-time secrets and its URL. */
export async function beginAuthorization(
  plan: AuthorizationPlan,
  server: AuthorizationServer,
  now: () => number,
): Promise<BegunAuthorization> {
  const { idTokenHint: _, ...kept } = plan;
  const transaction: Transaction = {
    ...kept,
    state: stateFor(plan.via, randomState()),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
    startedAt: now(),
  };
  return { url: await server.authorizationUrl(transaction, plan), transaction };
}
