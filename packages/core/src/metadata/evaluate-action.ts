import { evaluateAlternatives, type Evaluation } from '../requirements/evaluate.js';
import { assertSet, ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import { wrongKind } from '../support/wrong-kind.js';
import type { ActionMetadata } from './action-metadata.js';

/**
 * Whether `granted`, with what it implies at the resource, meets what a published action needs;
 * undefined for an action that is not published. The alternative that lacks the fewest scopes is the
 * one to ask for; between equals, the one declared first.
 * @throws {CoreError} `INVALID_ARGUMENT` for what is no metadata, or no set.
 */
export function evaluateAction(
  metadata: ActionMetadata,
  action: string,
  granted: ScopeSetLike,
): Evaluation | undefined {
  const { actions, implies } = Object(metadata) as ActionMetadata;
  if (!(actions instanceof Map && implies instanceof Map)) {
    throw wrongKind('metadata', 'what parseActionMetadata returns');
  }
  assertSet(granted, 'granted');
  const published = actions.get(action);
  if (published === undefined) return undefined;
  let held = ScopeSet.empty.union(granted);
  for (const scope of held) held = held.union(implies.get(scope) ?? ScopeSet.empty);
  return evaluateAlternatives(published.required, held);
}
