import { isProtocolScope } from '../scopes/is-protocol-scope.js';
import { readPath } from '../scopes/read-path.js';
import { ScopeSet } from '../scopes/scope-set.js';
import { wrongKind } from '../support/wrong-kind.js';
import type { ProviderProfile } from './provider-profile.js';

/** `scopes` as an authorization or token request to the server spells them. */
export function toWireScopes(
  scopes: ScopeSet,
  profile: ProviderProfile,
  resource: string,
): ScopeSet {
  assertProfile(profile, resource);
  const given = ScopeSet.empty.union(scopes);
  if (profile.requestedScopes === 'plain') return given;
  const prefix = prefixOf(profile, resource);
  const spell = (scope: string): string => (isProtocolScope(scope) ? scope : prefix + scope);
  return ScopeSet.from([...given].map(spell));
}

/**
 * The scopes of a token response's `scope` as the catalogue spells them. A scope without the prefix
 * stays as it is: some servers answer with the bare name. One of another API keeps its prefix, and so
 * equals none of the catalogue's.
 */
export function fromWireScopes(
  scopes: ScopeSet,
  profile: ProviderProfile,
  resource: string,
): ScopeSet {
  assertProfile(profile, resource);
  const given = ScopeSet.empty.union(scopes);
  if (profile.requestedScopes === 'plain') return given;
  const prefix = prefixOf(profile, resource);
  return ScopeSet.from([...given].map((scope) => withoutPrefix(scope, prefix) ?? scope));
}

/**
 * The scopes that the claims of an access token carry, as the catalogue spells them. Where tokens spell
 * them prefixed, only protocol scopes and those with this API's prefix count: a bare name is somebody
 * else's. What cannot be understood grants nothing. Does NOT check whose claims they are.
 */
export function scopesOfClaims(
  claims: Readonly<Record<string, unknown>>,
  profile: ProviderProfile,
  resource: string,
): ScopeSet {
  assertProfile(profile, resource);
  for (const { path, form } of profile.scopeSources) {
    const value = readPath(claims, typeof path === 'string' ? path.split('.') : path);
    if (value === undefined) continue;
    const isForm = form === 'array' ? Array.isArray(value) : typeof value === 'string';
    const scopes = isForm ? ScopeSet.fromClaim(value) : ScopeSet.empty;
    return profile.tokenScopes === 'plain' ? scopes : ownScopes(scopes, profile, resource);
  }
  return ScopeSet.empty;
}

function ownScopes(scopes: ScopeSet, profile: ProviderProfile, resource: string): ScopeSet {
  const prefix = prefixOf(profile, resource);
  const own: string[] = [];
  for (const scope of scopes) {
    const name = isProtocolScope(scope) ? scope : withoutPrefix(scope, prefix);
    if (name !== undefined) own.push(name);
  }
  return ScopeSet.from(own);
}

/** @throws {CoreError} `INVALID_ARGUMENT` */
function assertProfile(profile: unknown, resource: unknown): void {
  const { scopeSources } = Object(profile) as Partial<ProviderProfile>;
  if (!Array.isArray(scopeSources)) throw wrongKind('profile', 'a ProviderProfile');
  if (typeof resource !== 'string') throw wrongKind('resource', 'a resource identifier');
}

function prefixOf({ scopePrefix }: ProviderProfile, resource: string): string {
  return scopePrefix ?? (resource.endsWith('/') ? resource : `${resource}/`);
}

/** The name after `prefix`, or `undefined` where there is none that could be a catalogue's. */
function withoutPrefix(scope: string, prefix: string): string | undefined {
  if (!scope.startsWith(prefix)) return undefined;
  const name = scope.slice(prefix.length);
  return name === '' || isProtocolScope(name) ? undefined : name;
}
