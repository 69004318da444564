import { resolveGrant, ScopeSet, type Catalogue, type GrantResolution } from '@stepscope/core';
import type { Application, Directory, Grant } from '../directory.js';

/** What the directory says about one application and, where one is known, its user. */
export interface AuthorizationFacts {
  readonly application: Application;
  readonly user?: { readonly id: string; readonly capabilities: ScopeSet; readonly grant?: Grant };
}

/**
 * Reads the facts once per request, so that the scopes of a token and its `grant_version` come from
 * the same row even while that row changes.
 */
export interface FactsReader {
  read(request: object, clientId: string, userId: string | undefined): Promise<AuthorizationFacts>;
}

export function createFactsReader(directory: Directory): FactsReader {
  const known = new WeakMap<object, Map<string, Promise<AuthorizationFacts>>>();

  const load = async (clientId: string, userId?: string): Promise<AuthorizationFacts> => {
    const application = await directory.findApplication(clientId);
    if (application === undefined) throw new TypeError(`Application "${clientId}" is gone.`);
    if (userId === undefined) return { application };
    const grant = await directory.findGrant(userId, clientId);
    const capabilities = await directory.capabilitiesOf(userId);
    return { application, user: { id: userId, capabilities, ...(grant && { grant }) } };
  };

  return {
    read(request, clientId, userId) {
      const ofRequest = known.get(request) ?? new Map<string, Promise<AuthorizationFacts>>();
      known.set(request, ofRequest);
      const key = JSON.stringify([clientId, userId]);
      const facts = ofRequest.get(key) ?? load(clientId, userId);
      ofRequest.set(key, facts);
      return facts;
    },
  };
}

/**
 * Of `requested`, what a token may carry now. Before anyone has signed in only the application limits
 * it; a user without a grant has consented to nothing.
 */
export function effectiveScopes(
  catalogue: Catalogue,
  requested: ScopeSet,
  { application, user }: AuthorizationFacts,
): GrantResolution {
  return resolveGrant({
    catalogue,
    requested,
    allowed: application.allowed,
    ...(user && {
      capabilities: user.capabilities,
      consented: user.grant?.granted ?? ScopeSet.empty,
    }),
  });
}
