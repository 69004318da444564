import { ScopeSet } from '@stepscope/core';
import type { TokenAnswers } from '../authorization/authorization-server.js';
import type { Transaction } from '../authorization/transaction.js';
import { CallbackError } from '../errors.js';
import type { ResourceSettings } from '../settings.js';
import { resourceNamed } from '../state/resource-named.js';
import { lostScopes, sessionFromCode } from './session.js';
import type { Sessions } from './shared-tokens.js';
import type { Revoked } from './token-vault.js';

/** What an authorization has made, to take the place of what was there. */
export interface Adoption {
  readonly sessions: Sessions;
  /** What of the scopes that were held before is not granted any more. */
  readonly revoked: Revoked;
  /** Whether it is a sign-in, of whoever it is: sessions of other resources go. */
  readonly signsIn: boolean;
}

/**
 * What `answers` make of `transaction`, `now` in milliseconds since the epoch.
 * @throws {CallbackError} `different-user` where it is for another user than is signed in;
 *   `unknown-state` where this client has no such resource.
 */
export function adoptionOf(
  answers: TokenAnswers,
  { purpose, expectedSub, requests }: Transaction,
  { resources, now }: { readonly resources: readonly ResourceSettings[]; readonly now: number },
): Adoption {
  const [{ user, idToken }] = answers;
  if (expectedSub !== undefined && user?.sub !== expectedSub) {
    throw new CallbackError('different-user');
  }
  // The last one has the refresh token that is still good, and only the first need have an ID token.
  const { refreshToken } = answers.at(-1) ?? answers[0];
  const authorization = crypto.randomUUID();
  const signsIn = purpose === 'sign-in';
  const taken = answers.map((answer) => {
    const request = requests.find(({ resource }) => resource === answer.resource) ?? requests[0];
    const { resource } = resourceNamed(resources, request.resource);
    const shared = { ...answer, user, idToken, refreshToken };
    const session = sessionFromCode(shared, request.requested, { authorization, now });
    return { resource, session, before: signsIn ? ScopeSet.empty : request.before };
  });
  return {
    signsIn,
    sessions: new Map(taken.map(({ resource, session }) => [resource, session])),
    revoked: new Map(taken.map((one) => lostScopes(one, one.before, one.session))),
  };
}
