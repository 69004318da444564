export { createResourceServer } from './create-resource-server.js';
export type {
  ExpressResourceServer,
  ExpressResourceServerOptions,
} from './express-resource-server.js';
export { GetAuthError, type GetAuthErrorCode } from './get-auth-error.js';
export type { Guard } from './guard.js';
export {
  memoryReplayStore,
  memoryRevocationFeed,
  type Auth,
  type CacheOptions,
  type CacheStats,
  type DpopOptions,
  type IssuerOptions,
  type IssuerSettings,
  type KnownIssuers,
  type MemoryReplayStoreOptions,
  type MemoryRevocationFeedOptions,
  type NonceOptions,
  type PublishingRevocationFeed,
  type ReplayStore,
  type ResourceServerOptions,
  type RevocationFeed,
  type RevocationListener,
  type RevocationOptions,
  type UsedProof,
  type UserAuthentication,
} from '@stepscope/resource-server';
export type {
  OpenApiDocument,
  OpenApiOptions,
  OpenApiPathItem,
  OpenApiSecurityRequirement,
} from './open-api/open-api-document.js';
export { GuardAllError, type GuardAllErrorCode } from './routes/guard-all-error.js';
export { listRoutes, type RouteRow } from './routes/list-routes.js';
export {
  auth0,
  cognito,
  entraId,
  keycloak,
  okta,
  standard,
  type ProviderProfile,
  type ScopeSource,
} from '@stepscope/core';
export { RouteListError, type RouteListErrorCode } from './routes/route-list-error.js';
export type { WouldBeDenial } from './would-be-denial.js';
