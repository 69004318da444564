import type { ResourceSettings, Settings } from '../settings.js';
import { ExpiringScopes } from '../step-up/expiring-scopes.js';
import { ClientStore } from './client-store.js';

/** One resource of a client: what may be asked for there, and what is known and remembered of it. */
export interface ResourceState extends ResourceSettings {
  readonly store: ClientStore;
  /** What the user has said no to. */
  readonly denials: ExpiringScopes;
  /** What refused calls have asked for: the loop guard. */
  readonly prompts: ExpiringScopes;
  /** How refused calls have wanted the user to sign in: the loop guard of RFC 9470. */
  readonly signIns: ExpiringScopes;
}

/** Every resource of a client; the first is the one that the client itself speaks for. */
export type ResourceStates = readonly [ResourceState, ...ResourceState[]];

export function createResourceStates(settings: Settings): ResourceStates {
  const { issuer, clientId, nameStorage, now, denialMemoryMs, promptCooldownMs } = settings;
  const create = (resource: ResourceSettings): ResourceState => {
    const kept = {
      storage: nameStorage,
      owner: { issuer, clientId, resource: resource.resource },
      now,
    };
    return {
      ...resource,
      store: new ClientStore(),
      denials: new ExpiringScopes('denials', denialMemoryMs, kept),
      prompts: new ExpiringScopes('prompts', promptCooldownMs, kept),
      signIns: new ExpiringScopes('sign-ins', promptCooldownMs, kept),
    };
  };
  const [first, ...others] = settings.resources;
  return [create(first), ...others.map(create)];
}
