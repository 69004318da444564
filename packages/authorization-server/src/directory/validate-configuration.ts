import { isLoopbackHost, nearestName, protocolScopes } from '@stepscope/core';
import { ConfigurationError } from '../configuration-error.js';
import type {
  ApplicationConfiguration,
  DirectoryConfiguration,
} from './directory-configuration.js';

/**
 * Checks that everything that a configuration refers to exists, and that redirect URIs are fit for a
 * public client.
 * @throws {ConfigurationError} naming the entry, the rule and, for a name, the nearest one.
 */
export function validateConfiguration(configuration: DirectoryConfiguration): void {
  const { catalogue, roles, users, applications } = configuration;
  const scopes = new Set<string>(catalogue.scopes.keys());
  const withProtocol = new Set<string>([...scopes, ...protocolScopes.keys()]);

  for (const [id, role] of Object.entries(roles)) {
    for (const { title, scopes: covered } of role.capabilities) {
      assertScopes(covered, scopes, `capability "${title}" of role "${id}"`);
    }
  }
  assertUnique(
    users.map(({ id }) => id),
    'user id',
  );
  for (const user of users) {
    for (const role of user.roles) {
      if (!Object.hasOwn(roles, role)) {
        throw unknownName('UNKNOWN_ROLE', 'role', role, Object.keys(roles), `user "${user.id}"`);
      }
    }
  }
  assertUnique(
    applications.map(({ clientId }) => clientId),
    'clientId',
  );
  for (const application of applications) validateApplication(application, withProtocol);
}

function validateApplication(
  application: ApplicationConfiguration,
  scopes: ReadonlySet<string>,
): void {
  const where = `application "${application.clientId}"`;
  const allowed = new Set<string>(application.allowed);
  assertScopes(application.allowed, scopes, `allowed of ${where}`);
  assertScopes(application.required ?? [], scopes, `required of ${where}`);
  assertScopes(Object.keys(application.reasons ?? {}), scopes, `reasons of ${where}`);
  for (const scope of application.required ?? []) {
    if (!allowed.has(scope)) {
      throw new ConfigurationError(
        'REQUIRED_NOT_ALLOWED',
        `Scope "${scope}" is required but not allowed in ${where}: add it to allowed, or take it out of required.`,
      );
    }
  }
  if (application.redirectUris.length === 0) {
    throw new ConfigurationError('INVALID_URL', `redirectUris of ${where} is empty: add one.`);
  }
  for (const uri of application.redirectUris) assertRedirectUri(uri, `redirectUris of ${where}`);
  for (const uri of application.postLogoutRedirectUris ?? []) {
    assertRedirectUri(uri, `postLogoutRedirectUris of ${where}`);
  }
}

function assertRedirectUri(uri: string, where: string): void {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const secure =
    url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (url === undefined || !secure || uri.includes('#')) {
    throw new ConfigurationError(
      'INVALID_URL',
      `"${uri}" in ${where} is no redirect URI: use https: (http: on loopback hosts only), without a fragment.`,
    );
  }
}

function assertScopes(named: readonly string[], known: ReadonlySet<string>, where: string): void {
  for (const scope of named) {
    if (!known.has(scope)) throw unknownName('UNKNOWN_SCOPE', 'scope', scope, known, where);
  }
}

function assertUnique(ids: readonly string[], noun: string): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id) || id === '') {
      const problem = id === '' ? 'is empty' : `"${id}" is used twice`;
      throw new ConfigurationError('DUPLICATE_ID', `A ${noun} ${problem}: give each its own.`);
    }
    seen.add(id);
  }
}

function unknownName(
  code: 'UNKNOWN_SCOPE' | 'UNKNOWN_ROLE',
  noun: string,
  name: string,
  candidates: Iterable<string>,
  where: string,
): ConfigurationError {
  const nearest = nearestName(name, candidates);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  return new ConfigurationError(code, `Unknown ${noun} "${name}" in ${where}.${hint}`);
}
