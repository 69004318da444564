export { ConfigurationError, type ConfigurationErrorCode } from './configuration-error.js';
export type {
  Application,
  ConsentAnswer,
  Directory,
  Grant,
  ScopeReason,
  User,
} from './directory.js';
export { createDirectory, type DirectoryOptions } from './directory/create-directory.js';
export type {
  ApplicationConfiguration,
  CapabilityConfiguration,
  DirectoryConfiguration,
  RoleConfiguration,
  ScopeReasonConfiguration,
  UserConfiguration,
} from './directory/directory-configuration.js';
export type { RevocationPublisher } from './directory/publish-revocations.js';
export {
  startAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from './start-authorization-server.js';
