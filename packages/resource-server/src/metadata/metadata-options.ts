import { unknownName, type Catalogue, type ScopeDefinition } from '@stepscope/core';
import { InvalidOptionError } from '../resource-server-error.js';

/** What an API says about itself in its metadata document (RFC 9728 §2), beside what is known anyway. */
export interface MetadataOptions<S extends string = string> {
  /**
   * What `scopes_supported` advertises. Some clients ask for all of it at once: name only where to
   * begin, and challenges name the rest. What guards ask for does not depend on it.
   * @default the catalogue's scopes of this resource, without the deprecated ones
   */
  readonly scopesSupported?: readonly S[];
  /** `resource_name`: what people call this API. @default none */
  readonly resourceName?: string;
}

/** The same once it has been checked. */
export interface ResolvedMetadataOptions {
  readonly scopesSupported: readonly string[];
  readonly resourceName: string | undefined;
}

/** @throws {InvalidOptionError} for a scope that the catalogue lacks, or a blank name. */
export function resolveMetadata(
  options: MetadataOptions,
  { catalogue, resource }: { readonly catalogue: Catalogue; readonly resource: string },
): ResolvedMetadataOptions {
  const { resourceName } = options;
  if (resourceName !== undefined && (typeof resourceName !== 'string' || !resourceName.trim())) {
    throw new InvalidOptionError(
      'resourceName is blank: name the API for people, or leave it out.',
    );
  }
  const scopesSupported = options.scopesSupported ?? advertised(catalogue, resource);
  if (!Array.isArray(scopesSupported)) {
    throw new InvalidOptionError('scopesSupported is no list: list scopes of the catalogue.');
  }
  const known = [...catalogue.scopes.keys()];
  for (const scope of scopesSupported) {
    if (known.includes(scope)) continue;
    throw new InvalidOptionError(unknownName('scope in scopesSupported', scope, known));
  }
  return { scopesSupported: [...new Set(scopesSupported)], resourceName };
}

/** Scopes that an API speaks of openly: those that it advertises, and those that it once did. */
export function openScopes(
  { resource, scopesSupported }: ResolvedMetadataOptions & { readonly resource: string },
  catalogue: Catalogue,
): readonly string[] {
  const deprecated = ownScopes(catalogue, resource).filter(
    ([, scope]) => scope.deprecated === true,
  );
  return [...scopesSupported, ...deprecated.map(([name]) => name)];
}

function advertised(catalogue: Catalogue, resource: string): readonly string[] {
  return ownScopes(catalogue, resource)
    .filter(([, scope]) => scope.deprecated !== true)
    .map(([name]) => name);
}

function ownScopes(
  catalogue: Catalogue,
  resource: string,
): readonly (readonly [string, ScopeDefinition])[] {
  return [...catalogue.scopes].filter(([, scope]) => (scope.resource ?? resource) === resource);
}
