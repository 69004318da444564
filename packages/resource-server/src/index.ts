export type { Auth } from './auth.js';
export {
  assertUserAuthentication,
  jointAuthentication,
  type UserAuthentication,
} from './authentication/user-authentication.js';
export type { CacheOptions } from './cache/cache-options.js';
export type { CacheStats } from './cache/verified-token-cache.js';
export type { Logger } from './events/log-events.js';
export type {
  DecisionEvent,
  EventListener,
  KeysFetchedEvent,
  ResourceServerEvent,
  UnavailableEvent,
} from './events/resource-server-event.js';
export { createResourceServer, type ResourceServer } from './create-resource-server.js';
export type { DpopOptions, NonceOptions } from './dpop/dpop-options.js';
export { memoryReplayStore, type MemoryReplayStoreOptions } from './dpop/memory-replay-store.js';
export type { ReplayStore, UsedProof } from './dpop/replay-store.js';
export type { MetadataOptions } from './metadata/metadata-options.js';
export type { ProtectedResourceMetadata } from './metadata/protected-resource-metadata.js';
export type { IntrospectionOptions } from './introspection/introspection-options.js';
export type {
  IssuerOptions,
  IssuerSettings,
  KnownIssuers,
  OneIssuer,
  SeveralIssuers,
} from './issuers/issuer-options.js';
export type { ApiOptions, ResourceServerOptions } from './options.js';
export type { Decision, Policy, RequirementSource, WouldBe } from './policy.js';
export type { RefusalReason } from './refusal.js';
export type { RequestHeaders, ResourceRequest } from './request/resource-request.js';
export {
  InvalidOptionError,
  IssuerUnavailableError,
  type ResourceServerErrorCode,
} from './resource-server-error.js';
export {
  memoryRevocationFeed,
  type MemoryRevocationFeedOptions,
} from './revocation/memory-revocation-feed.js';
export type {
  PublishingRevocationFeed,
  RevocationFeed,
  RevocationListener,
} from './revocation/revocation-feed.js';
export type { RevocationOptions } from './revocation/revocation-options.js';
export type { SignatureInput, SignatureVerifier } from './token/signature-verifier.js';
export type { SignatureAlgorithm } from './token/signature-algorithms.js';
export type { AccessTokenClaims } from './token/verified-token.js';
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
