import type { Catalogue, CatalogueDefinition } from './catalogue.js';
import { parseCatalogue } from './parse-catalogue.js';

/**
 * Checks a catalogue and returns it with the questions that one asks of it. Scopes and actions are
 * inferred as literal types, so that a misspelt scope in an action, a guard or a permission request
 * does not compile.
 * @throws {CoreError} For the same as `parseCatalogue`.
 */
export function defineCatalogue<const S extends string, const A extends string = never>(
  definition: CatalogueDefinition<S, A>,
): Catalogue<S, A> {
  return parseCatalogue(definition) as unknown as Catalogue<S, A>;
}
