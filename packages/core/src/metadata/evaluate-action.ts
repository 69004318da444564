import { evaluateAlternatives, type Evaluation } from '../requirements/evaluate.js';
import { ScopeSet, type ScopeSetLike } from '../scopes/scope-set.js';
import type { ActionMetadata } from './action-metadata.js';

/**
 * Whether `granted`, with what it implies at the resource, meets what a published action needs;
 * undefined for an action that is not published. The alternative that lacks the fewest scopes is the
 * one to ask for; between equals, the one declared first.
 */
export function evaluateAction(
  { actions, implies }: ActionMetadata,
  action: string,
  granted: ScopeSetLike,
): Evaluation | undefined {
  const published = actions.get(action);
  if (published === undefined) return undefined;
  let held = ScopeSet.empty.union(granted);
  for (const scope of held) held = held.union(implies.get(scope) ?? ScopeSet.empty);
  return evaluateAlternatives(published.required, held);
}
