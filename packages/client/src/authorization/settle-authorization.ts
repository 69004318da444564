import { ScopeSet } from '@stepscope/core';
import { AuthorizationError } from '../errors.js';
import { decideOutcome, outcomeOf, type Outcome } from '../outcome.js';
import type { Settings } from '../settings.js';
import { resourceNamed } from '../state/resource-named.js';
import type { ResourceStates } from '../state/resource-state.js';
import { adoptionOf } from '../tokens/adoption.js';
import type { SessionManager } from '../tokens/session-manager.js';
import { isDecision } from './decisions.js';
import type { CompletedAuthorization } from './popup-attempt.js';

export interface SettleDependencies {
  readonly settings: Settings;
  readonly resources: ResourceStates;
  readonly sessions: SessionManager;
}

/**
 * Takes over what an authorization came to: the new sessions, and what was denied or cannot be had.
 * Answers a function that gives the outcome for whoever needed some scopes of the resource that it was
 * about, or the user to sign in in a certain way.
 * @throws {CallbackError} where it is for another user; nothing has changed then.
 * @throws {AuthorizationError} for an error that is nobody's decision; nothing has changed then.
 */
export async function settleAuthorization(
  { transaction, completion, signOuts }: CompletedAuthorization,
  { settings, resources, sessions }: SettleDependencies,
): Promise<(needed: ScopeSet, authenticates?: boolean) => Outcome> {
  const { answers, error } = completion;
  const parts = transaction.requests.map((request) => ({
    ...request,
    of: resourceNamed(resources, request.resource),
  }));
  if (answers !== undefined) {
    const adoption = adoptionOf(answers, transaction, { resources, now: settings.now() });
    const adopted = await sessions.adopt(adoption, signOuts);
    if (!adopted) return (needed) => outcomeOf('dismissed', needed, ScopeSet.empty);
  }

  settings.log({
    type: 'authorization-ended',
    purpose: transaction.purpose,
    ...(error !== undefined && { error }),
    ...(answers !== undefined && {
      granted: Object.fromEntries(
        parts.map(({ of, resource }) => [resource, sessions.granted(of)]),
      ),
    }),
  });
  if (error !== undefined && !isDecision(error)) throw new AuthorizationError(error);
  const { dropped = ScopeSet.empty } = transaction;
  if (answers !== undefined) {
    // Given up by the user: a refused call is no reason to ask for them.
    const [{ of }] = parts as [(typeof parts)[0]];
    sessions.deny(of, dropped.difference(sessions.held(of)));
  }
  for (const { of, resource, asked } of parts) {
    if (answers !== undefined) {
      // Of a resource that got no answer nothing new is known.
      if (!answers.some((answer) => answer.resource === resource)) continue;
      const unavailable = sessions.at(of)?.unavailable ?? ScopeSet.empty;
      sessions.deny(of, asked.difference(sessions.held(of)).difference(unavailable));
    } else if (error === 'invalid_scope') {
      sessions.markUnavailable(of, asked);
    } else if (error !== 'unmet_authentication_requirements') {
      sessions.deny(of, asked);
    }
  }
  sessions.publish();

  const [first] = transaction.requests;
  const about = resourceNamed(resources, first.resource);
  const before = about.catalogue.closure(first.before);
  // After a redirect that was denied, the tokens have yet to be fetched back.
  const after = sessions.at(about) === undefined ? before : sessions.held(about);
  const unavailable = answers && sessions.at(about)?.unavailable;
  return (needed, authenticates = false) =>
    decideOutcome({
      needed,
      authenticates,
      before,
      after,
      unavailable: unavailable ?? ScopeSet.empty,
      error,
    });
}
