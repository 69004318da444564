import { isProtocolScope, resolveGrant, ScopeSet, type Catalogue } from '@stepscope/core';
import type { Application, Grant } from '../directory.js';

/** What an authorization request asks of a user, sorted by what has to be decided. */
export interface ConsentQuestion {
  /** Not yet granted, and needed by the application: the user takes them or cancels. */
  readonly required: ScopeSet;
  /** Not yet granted, and the user's free choice. */
  readonly optional: ScopeSet;
  /** Granted before. */
  readonly held: ScopeSet;
  /** Of `required` and `optional`, those that were never put to the user. */
  readonly undecided: ScopeSet;
}

/** The terms of the decision that do not come with the request. */
export interface ConsentFacts {
  readonly catalogue: Catalogue;
  readonly application: Application;
  readonly capabilities: ScopeSet;
  readonly grant: Grant | undefined;
}

/** Without these a sign-in has no ID token, or ends with the access token. */
const ALWAYS_REQUIRED = ScopeSet.of('openid', 'offline_access');

/** What `requested` asks of the user. Scopes that this user or application cannot have are not in it. */
export function consentQuestion(requested: ScopeSet, facts: ConsentFacts): ConsentQuestion {
  const { catalogue, application, capabilities, grant } = facts;
  const { granted: grantable } = resolveGrant({
    catalogue,
    requested,
    allowed: application.allowed,
    capabilities,
  });
  const held = grantable.intersection(grant?.granted ?? ScopeSet.empty);
  const open = grantable.difference(held);
  const required = open.intersection(application.required.union(ALWAYS_REQUIRED));
  return {
    required,
    optional: open.difference(required),
    held,
    undecided: open.difference(grant?.declined ?? ScopeSet.empty),
  };
}

/**
 * Whether the consent page must be shown. Someone who is at the screen is asked about everything that
 * is open, also what they declined before; only a declined `profile` or `email` brings up no page of
 * its own, because a client sends it along with every request. A request with `prompt=none` leaves out
 * what was declined and only fails for what was never asked, or when no ID token could be issued.
 */
export function needsConsent(question: ConsentQuestion, request: { silent: boolean }): boolean {
  const { required, optional, undecided } = question;
  if (request.silent) return undecided.size > 0 || required.has('openid');
  const worthAsking = optional.filter((scope) => !isProtocolScope(scope) || undecided.has(scope));
  return required.size > 0 || worthAsking.size > 0;
}
