import { ScopeSet, type Catalogue } from '@stepscope/core';

/** What is known of one resource. */
export interface ResourceFacts {
  readonly catalogue: Catalogue;
  /** All that the client may ask for. */
  readonly declared: ScopeSet;
  /** By the authorization that brought the token. */
  readonly requested: ScopeSet;
  /** By the last token response. */
  readonly granted: ScopeSet;
  readonly denied: ScopeSet;
  readonly unavailable: ScopeSet;
  /** Whether there is an access token that has not expired. */
  readonly hasToken: boolean;
}

/** The sets of design that are never confused, of one resource. */
export interface FourSets {
  readonly catalogued: ScopeSet;
  readonly requested: ScopeSet;
  readonly granted: ScopeSet;
  readonly effective: ScopeSet;
}

/** One scope, and which of the four sets hold it. */
export interface ScopeRow {
  readonly scope: string;
  readonly in: Readonly<Record<keyof FourSets, boolean>>;
  /** What else is known of it. */
  readonly notes: readonly string[];
  /** Whether nothing is known of it but that it is catalogued. */
  readonly cataloguedAlone: boolean;
}

/**
 * The four sets. A client does not read access tokens, which are for the API: what it knows of
 * *effective* is that a token which lasts carries what the token response said.
 */
export function fourSets({ catalogue, requested, granted, hasToken }: ResourceFacts): FourSets {
  return {
    catalogued: ScopeSet.from(catalogue.scopes.keys()),
    requested,
    granted,
    effective: hasToken ? granted : ScopeSet.empty,
  };
}

/** A row for each scope of the catalogue, in its order, and then for those that it lacks. */
export function scopeRows(facts: ResourceFacts): readonly ScopeRow[] {
  const { catalogued, requested, granted, effective } = fourSets(facts);
  const implied = facts.catalogue.closure(effective).difference(effective);
  const { declared, denied, unavailable } = facts;
  return Array.from(catalogued.union(requested).union(granted), (scope) => ({
    scope,
    in: {
      catalogued: catalogued.has(scope),
      requested: requested.has(scope),
      granted: granted.has(scope),
      effective: effective.has(scope),
    },
    notes: [
      ...(implied.has(scope) ? ['implied by another'] : []),
      ...(denied.has(scope) ? ['denied'] : []),
      ...(unavailable.has(scope) ? ['unavailable'] : []),
      ...(declared.has(scope) ? [] : ['not declared']),
    ],
    cataloguedAlone: [requested, granted, implied, denied, unavailable].every(
      (set) => !set.has(scope),
    ),
  }));
}
