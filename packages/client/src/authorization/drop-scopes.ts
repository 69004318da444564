import { ScopeSet } from '@stepscope/core';
import type { DropScopesOptions } from '../client.js';
import { SignInRequiredError } from '../errors.js';
import { dropOutcomeOf, type DropOutcome } from '../outcome.js';
import type { ResourceState, ResourceStates } from '../state/resource-state.js';
import type { Settings } from '../settings.js';
import type { SessionManager } from '../tokens/session-manager.js';
import type { AuthorizationServer } from './authorization-server.js';
import type { Authorizing } from './authorizing.js';
import { currentStandings } from './current-standings.js';
import type { DirectPopup } from './direct-popup.js';
import { resolveReturnTo } from './return-to.js';
import type { AuthorizationPlan } from './transaction.js';

export interface DropDependencies {
  readonly settings: Settings;
  readonly resources: ResourceStates;
  readonly sessions: SessionManager;
  readonly server: AuthorizationServer;
  readonly authorizing: () => Promise<Authorizing>;
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
  const { settings, sessions, authorizing, popup, server } = dependencies;
  if (sessions.signedIn === undefined) throw new SignInRequiredError();
  const scopes = withImplying(named, of, sessions.granted(of));
  const outcome = (status?: DropOutcome['status']): DropOutcome =>
    dropOutcomeOf(scopes, sessions.granted(of), status);
  if (scopes.isDisjointFrom(sessions.granted(of))) return outcome('dropped');
  // Every token of such a server carries what was ever consented to: only the user can end that, there.
  if (of.provider.additiveGrants) return outcome('kept');

  const { via = settings.via, returnTo, data, signal } = options;
  signal?.throwIfAborted();
  const [standings, who] = currentStandings(of, dependencies);
  const journey = {
    via,
    returnTo: resolveReturnTo(returnTo, settings),
    intent: { scopes: scopes.toJSON(), ...(data !== undefined && { data }) },
  };
  const plan = async (): Promise<AuthorizationPlan> => {
    const { planDrop } = await authorizing();
    return planDrop(standings, scopes, who, journey);
  };
  const used = sessions.all.map(({ refreshToken }) => refreshToken);
  const result =
    via === 'popup'
      ? await popup.open('drop', plan, signal)
      : await (await authorizing()).redirects.leave(await plan(), signal);
  if (result === undefined) return outcome('redirecting');
  if (typeof result === 'string') return outcome(result);
  await (await authorizing()).settle(result);
  if (result.completion.answers === undefined) return outcome('dismissed');
  const inUse = new Set(sessions.all.map(({ refreshToken }) => refreshToken));
  for (const token of new Set(used)) {
    if (token === undefined || inUse.has(token)) continue;
    await server.revoke(token, 'refresh_token').catch(() => undefined);
  }
  return outcome();
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
