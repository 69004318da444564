import { assertCatalogue } from '../catalogue/assert-catalogue.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { CatalogueChange } from './catalogue-change.js';
import { diffActions } from './diff-actions.js';
import { diffCombinations } from './diff-combinations.js';
import { diffScopes } from './diff-scopes.js';
import { versionsOf } from './versions.js';

/** What changes between two versions of a catalogue. */
export interface CatalogueDiff {
  /** Scopes, then actions, then combinations, each in declaration order. */
  readonly changes: readonly CatalogueChange[];
  /** Whether one of the changes is breaking. */
  readonly breaking: boolean;
  /** Every action that somebody may run newly or no longer. */
  readonly actions: readonly string[];
}

/**
 * What changes from `before` to `after`. Requirements are compared by what meets them, so that
 * rewriting one to an equal one is no change. Whoever could run an action with some scopes before, and
 * cannot with the same scopes after, is covered by a breaking change that names the action. A scope
 * that is gone counts as renamed if its `replacedBy` leads to one that is there.
 * @throws {CoreError} `INVALID_ARGUMENT` for what is no catalogue.
 */
export function diffCatalogues(before: Catalogue, after: Catalogue): CatalogueDiff {
  assertCatalogue(before, 'before');
  assertCatalogue(after, 'after');
  const versions = versionsOf(before, after);
  const changes = [
    ...diffScopes(versions),
    ...diffActions(versions),
    ...diffCombinations(versions),
  ];
  return {
    changes,
    breaking: changes.some(({ breaking }) => breaking),
    actions: [...new Set(changes.flatMap(({ actions }) => actions))],
  };
}
