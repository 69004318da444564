import { ScopeSet } from '@stepscope/core';
import type { DropScopesOptions } from '../client.js';
import { SignInRequiredError } from '../errors.js';
import { dropOutcomeOf, type DropOutcome } from '../outcome.js';
import type { ResourceState } from '../state/resource-state.js';
import type { AuthorizationServer } from './authorization-server.js';
import type { DirectPopup } from './direct-popup.js';
import { planDrop, type Standing } from './plan.js';
import type { RedirectFlow } from './redirect-flow.js';
import { resolveReturnTo } from './return-to.js';
import { settleAuthorization, type SettleDependencies } from './settle-authorization.js';
import type { Transaction } from './transaction.js';

export interface DropDependencies extends SettleDependencies {
  readonly server: AuthorizationServer;
  readonly redirects: RedirectFlow;
  readonly popup: DirectPopup;
}

/**
 * Gives scopes up by a narrower authorization whose tokens replace the old ones, and revokes the old
 * refresh token. Up to the moment where the window opens nothing is awaited.
 */
export async function dropScopes(
  of: ResourceState,
  named: readonly string[],
  options: DropScopesOptions,
  dependencies: DropDependencies,
): Promise<DropOutcome> {
  const { settings, resources, sessions, redirects, popup, server } = dependencies;
  if (sessions.signedIn === undefined) throw new SignInRequiredError();
  const scopes = withImplying(named, of, sessions.granted(of));
  const outcome = (status?: DropOutcome['status']): DropOutcome =>
    dropOutcomeOf(scopes, sessions.granted(of), status);
  if (scopes.isDisjointFrom(sessions.granted(of))) return outcome('dropped');
  // Every token of such a server carries what was ever consented to: only the user can end that, there.
  if (of.provider.additiveGrants) return outcome('kept');

  const { via = settings.via, returnTo, data, signal } = options;
  signal?.throwIfAborted();
  const standing = (resource: ResourceState): Standing => ({
    of: resource,
    granted: sessions.granted(resource),
    denied: resource.denials.current(),
  });
  const { user, idToken } = sessions.signedIn;
  const plan = planDrop(
    {
      about: standing(of),
      others: resources.filter((resource) => resource !== of).map(standing),
    },
    scopes,
    { sub: user?.sub, idToken },
    {
      via,
      returnTo: resolveReturnTo(returnTo, settings.browser.currentUrl(), settings.redirectUri),
      intent: { scopes: scopes.toJSON(), ...(data !== undefined && { data }) },
    },
  );
  const used = sessions.all.map(({ refreshToken }) => refreshToken);
  const result =
    via === 'popup' ? await popup.open(plan, signal) : await redirects.leave(plan, signal);
  if (result === undefined) return outcome('redirecting');
  if (typeof result === 'string') return outcome(result);
  await settleAuthorization(result, dependencies);
  if (result.completion.answers === undefined) return outcome('dismissed');
  const inUse = new Set(sessions.all.map(({ refreshToken }) => refreshToken));
  for (const token of new Set(used)) {
    if (token === undefined || inUse.has(token)) continue;
    await server.revoke(token, 'refresh_token').catch(() => undefined);
  }
  return outcome();
}

/** What came of it where the page left for it. */
export function droppedBy(
  { dropped, requests }: Transaction,
  { resources, sessions }: SettleDependencies,
): DropOutcome | undefined {
  const of = resources.find(({ resource }) => resource === requests[0].resource);
  return of && dropped && dropOutcomeOf(dropped, sessions.granted(of));
}

/** Together with the granted scopes that would grant them all the same. */
function withImplying(
  named: readonly string[],
  { catalogue }: ResourceState,
  granted: ScopeSet,
): ScopeSet {
  const scopes = ScopeSet.from(named);
  for (const scope of scopes) catalogue.alternativesOf(scope);
  return scopes.union(
    granted.filter((scope) => !catalogue.closure(ScopeSet.of(scope)).isDisjointFrom(scopes)),
  );
}
