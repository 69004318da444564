import type { CoreProblem } from '../core-error.js';
import type { Catalogue } from './catalogue.js';
import { catalogueError } from './catalogue-error.js';
import { checkActions, checkCombinations, checkScopes } from './check-names.js';
import { IndexedCatalogue } from './indexed-catalogue.js';
import { readDefinition } from './read-definition.js';

/**
 * The catalogue in `value`, which may come from anywhere, such as `JSON.parse`. It is copied, so that
 * a later change of `value` changes nothing. Takes time in proportion to its size.
 * @throws {CoreError} With every mistake in `problems`, each with its place, such as
 *   `scopes["files:read"].implies[2]`; the error's own fields are those of the first one.
 *   `INVALID_SCOPE` for a scope that RFC 6749 §3.3 refuses; `INVALID_CATALOGUE` for a field that is
 *   missing, unknown or of another kind, a scope that begins with `@` (reserved for the platform) or
 *   redefines a protocol scope, an action id that equals a scope, a replacement for a scope that is not
 *   deprecated, or a cycle of implications; `INVALID_REQUIREMENT` for one that cannot be used;
 *   `UNKNOWN_SCOPE` for a reference to a scope that the catalogue lacks.
 */
export function parseCatalogue(value: unknown): Catalogue {
  const problems: CoreProblem[] = [];
  const entries = readDefinition(value, problems);
  const { scopes, actions, combinations } = entries;
  checkScopes(scopes, problems);
  checkCombinations(combinations, scopes, problems);
  checkActions(actions, scopes, problems);

  if (problems.length > 0) throw catalogueError(problems);
  return new IndexedCatalogue(entries);
}
