import type { Catalogue, Requirement } from '@stepscope/core';
import type { Access } from '../access.js';
import type { OpenApiSecurityRequirement } from './open-api-document.js';

/** Of which guards security is told, and how. */
export interface SecurityContext {
  /** The resource server whose guards they are. */
  readonly owner: object;
  readonly catalogue: Catalogue;
  /** Each of which is enough. */
  readonly schemeNames: readonly string[];
}

/**
 * The ways to be let in where `accesses` are asked: an alternative of what they require is one way, with
 * all of its scopes. What a function decides is any token; so is a login. Undefined where no guard of
 * `owner` has said anything.
 */
export function securityOf(
  accesses: readonly Access[],
  { owner, catalogue, schemeNames }: SecurityContext,
): readonly OpenApiSecurityRequirement[] | undefined {
  const own = accesses.filter((access) => access.kind === 'public' || access.owner === owner);
  const asking = own.filter(({ kind }) => kind !== 'public' && kind !== 'optional');
  const isOptional = asking.length === 0 && own.some(({ kind }) => kind === 'optional');
  if (own.length === 0) return undefined;
  if (asking.length === 0 && !isOptional) return own.length === accesses.length ? [] : undefined;

  const required = asking.flatMap((access) =>
    access.kind === 'required' ? [access.requirement] : [],
  );
  const ways = waysOf(required, catalogue).flatMap((scopes) =>
    schemeNames.map((name) => ({ [name]: scopes })),
  );
  return isOptional ? [{}, ...ways] : ways;
}

function waysOf(
  required: readonly Requirement[],
  catalogue: Catalogue,
): readonly (readonly string[])[] {
  if (required.length === 0) return [[]];
  return catalogue.alternativesOf({ allOf: required }).map((way) => way.toJSON());
}
