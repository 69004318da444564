import { dropScopes, type DropDependencies } from '../authorization/drop-scopes.js';
import { mendRefusal } from '../calls/mend-refusal.js';
import type { DropScopesOptions } from '../client.js';
import type { DropOutcome } from '../outcome.js';
import type { ResourceState } from '../state/resource-state.js';
import { StepUp, type StepUpDependencies } from './step-up.js';

export type AskingDependencies = StepUpDependencies & DropDependencies;

/** What asks the user, for more scopes or for fewer, and what finds out why a call was refused. */
export function createAsking(dependencies: AskingDependencies) {
  return {
    stepUp: new StepUp(dependencies),
    mendRefusal,
    drop: (
      of: ResourceState,
      scopes: readonly string[],
      options: DropScopesOptions,
    ): Promise<DropOutcome> => dropScopes(of, scopes, options, dependencies),
  };
}
