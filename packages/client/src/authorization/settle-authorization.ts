import { ScopeSet } from '@stepscope/core';
import { AuthorizationError } from '../errors.js';
import { decideOutcome, type Outcome } from '../outcome.js';
import type { Settings } from '../settings.js';
import type { ClientStore } from '../state/client-store.js';
import type { ExpiringScopes } from '../step-up/expiring-scopes.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { Completion } from './authorization-server.js';
import type { Transaction } from './transaction.js';

export interface SettleDependencies {
  readonly settings: Settings;
  readonly sessions: SessionManager;
  readonly store: ClientStore;
  readonly denials: ExpiringScopes;
}

/** Errors of an authorization response that are somebody's decision, and so an outcome. */
const decisions: ReadonlySet<string> = new Set([
  'access_denied',
  'invalid_scope',
  'consent_required',
  'interaction_required',
  'login_required',
]);

/**
 * Takes over what an authorization came to: the new session, and what was denied or cannot be had.
 * Answers a function that gives the outcome for whoever needed some scopes.
 * @throws {CallbackError} where it is for another user; nothing has changed then.
 * @throws {AuthorizationError} for an error that is nobody's decision; nothing has changed then.
 */
export function settleAuthorization(
  {
    transaction,
    completion,
  }: { readonly transaction: Transaction; readonly completion: Completion },
  { settings, sessions, store, denials }: SettleDependencies,
): (needed: ScopeSet) => Outcome {
  const { asked, before } = transaction;
  const { answer, error } = completion;
  let unavailable = ScopeSet.empty;
  let denied = ScopeSet.empty;
  if (answer !== undefined) {
    const session = sessions.adopt(answer, transaction);
    unavailable = session.unavailable;
    denied = asked.difference(sessions.held).difference(unavailable);
  } else {
    if (!decisions.has(error)) throw new AuthorizationError(error);
    if (error === 'invalid_scope') sessions.markUnavailable(asked);
    else denied = asked;
  }
  denials.add(denied);
  sessions.publish();
  if (denied.size > 0) store.emit('denied', { scopes: denied });
  const held = sessions.held;
  return (needed) =>
    decideOutcome({
      needed,
      before: settings.catalogue.closure(before),
      // After a redirect that was denied, the tokens have yet to be fetched back.
      after: sessions.current === undefined ? settings.catalogue.closure(before) : held,
      unavailable,
      error,
    });
}
