import { catalogueOf } from '../catalogue/assert-catalogue.js';
import type { ActionDefinition, Catalogue } from '../catalogue/catalogue.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { assertList } from '../support/assert-list.js';
import type { ActionMetadataDocument, PublishedAction } from './action-metadata.js';

/** What is published, and of which resource. */
export interface ActionMetadataSource {
  readonly catalogue: Catalogue;
  /** Identifier of the resource (RFC 8707 §2). */
  readonly resource: string;
  /** Scopes that the resource speaks of openly, besides those that its actions need. */
  readonly scopes: Iterable<string>;
}

/**
 * The document in which a resource publishes its actions: titles, descriptions, their translations and
 * what each needs. Left out is an action that needs a scope of another resource, which this one could
 * not check. Of other scopes it tells only which of `scopes` bring along what actions need. Holds
 * nothing else of the catalogue.
 * @throws {CoreError} `INVALID_ARGUMENT` for what is no catalogue, or no list of scopes.
 */
export function buildActionMetadata(source: ActionMetadataSource): ActionMetadataDocument {
  const catalogue = catalogueOf(source);
  const { resource, scopes } = source;
  assertList(scopes, 'scopes', 'scopes');
  const isOwn = (scope: string): boolean =>
    (catalogue.scopes.get(scope)?.resource ?? resource) === resource;
  const needs = [...catalogue.actions].map(
    ([id, action]) => [id, action, catalogue.alternativesOf(id)] as const,
  );
  const own = needs.filter(([, , required]) => required.every((way) => [...way].every(isOwn)));
  const needed = new Set(own.flatMap(([, , required]) => required.flatMap((way) => [...way])));
  const implied = [...new Set([...needed, ...scopes])].flatMap((scope) => {
    const single = ScopeSet.of(scope);
    const brought = catalogue.closure(single).intersection(needed).difference(single);
    return brought.size === 0 ? [] : [[scope, brought.toJSON()] as const];
  });
  return {
    resource,
    actions: Object.fromEntries(
      own.map(([id, action, required]) => [id, publishedAction(action, required)]),
    ),
    ...(implied.length > 0 && { implies: Object.fromEntries(implied) }),
  };
}

function publishedAction(
  { title, description, translations }: ActionDefinition,
  required: readonly ScopeSet[],
): PublishedAction<readonly string[]> {
  return {
    title,
    ...(description !== undefined && { description }),
    required: required.map((way) => way.toJSON()),
    ...(translations !== undefined && { translations }),
  };
}
