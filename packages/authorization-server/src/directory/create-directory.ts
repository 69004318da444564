import { ScopeSet } from '@stepscope/core';
import type { Database } from '@stepscope/database';
import type { Application, Directory, ScopeReason, User } from '../directory.js';
import type {
  ApplicationConfiguration,
  DirectoryConfiguration,
  UserConfiguration,
} from './directory-configuration.js';
import { afterConsent, afterRevocation } from './grant-change.js';
import { createGrantStore } from './grant-store.js';
import { validateConfiguration } from './validate-configuration.js';

export interface DirectoryOptions<S extends string = string> extends DirectoryConfiguration<S> {
  /** Where the grants are kept; it must stay open as long as the directory is used. */
  readonly database: Database;
  /** @default the system's clock */
  readonly now?: () => Date;
}

/**
 * A directory whose users, roles and applications come from a configuration, and whose grants are rows
 * in `database`. The configuration is read once: a role that is removed counts after the next start.
 * @throws {ConfigurationError} for an unknown scope or role (naming the nearest), a repeated id, or a
 *   redirect URI that is not fit for a public client.
 */
export function createDirectory<S extends string>(options: DirectoryOptions<S>): Directory {
  validateConfiguration(options);
  const { roles, database, now = () => new Date() } = options;
  const grants = createGrantStore({ database, now });
  const configurations = new Map(options.users.map((user) => [user.id, user]));
  const users = new Map(options.users.map((user) => [user.id, toUser(user, options)]));
  const applications = new Map(
    options.applications.map((application) => [application.clientId, toApplication(application)]),
  );

  return {
    listUsers: () => Promise.resolve([...users.values()]),
    findUser: (userId) => Promise.resolve(users.get(userId)),
    listApplications: () => Promise.resolve([...applications.values()]),
    findApplication: (clientId) => Promise.resolve(applications.get(clientId)),
    findGrant: (userId, clientId) => grants.find(userId, clientId),
    listGrants: (userId) => grants.list(userId),

    capabilitiesOf(userId) {
      const held = configurations.get(userId)?.roles ?? [];
      const scopes = held.flatMap((id) => roles[id]?.capabilities.flatMap((c) => c.scopes) ?? []);
      return Promise.resolve(ScopeSet.from(scopes));
    },

    recordConsent: (userId, clientId, answer) =>
      grants.change(userId, clientId, (before, at) => afterConsent(before, answer, at)),

    async revokeConsent(userId, clientId, scopes) {
      const before = await grants.find(userId, clientId);
      if (before === undefined) return undefined;
      return grants.change(userId, clientId, (current = before) =>
        afterRevocation(current, scopes),
      );
    },
  };
}

function toUser(user: UserConfiguration, { roles }: DirectoryConfiguration): User {
  return { ...user, roles: user.roles.map((id) => roles[id]?.title ?? id) };
}

function toApplication(application: ApplicationConfiguration): Application {
  const { reasons = {}, description, dpopBoundAccessTokens } = application;
  return {
    clientId: application.clientId,
    name: application.name,
    ...(description === undefined ? undefined : { description }),
    redirectUris: application.redirectUris,
    postLogoutRedirectUris: application.postLogoutRedirectUris ?? [],
    allowed: ScopeSet.from(application.allowed),
    required: ScopeSet.from(application.required ?? []),
    ...(dpopBoundAccessTokens !== undefined && { dpopBoundAccessTokens }),
    reasons: new Map<string, ScopeReason>(
      Object.entries(reasons).filter(
        (entry): entry is [string, ScopeReason] => entry[1] !== undefined,
      ),
    ),
  };
}
