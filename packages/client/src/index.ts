export { attachAxios, type AxiosLike } from './axios/attach-axios.js';
export type {
  AuthenticationOptions,
  Client,
  ClientEvents,
  ClientSnapshot,
  ClientUser,
  DropScopesOptions,
  HandleRedirectOptions,
  Permission,
  RedirectResult,
  RequestPermissionOptions,
  ResourceClient,
  SignInOptions,
  SignOutOptions,
} from './client.js';
export type {
  ActionOf,
  ClientOptions,
  ReplayCandidate,
  RequestedScopes,
  ResourceCatalogues,
  ResourceOptions,
  ScopeOf,
} from './client-options.js';
export { createClient } from './create-client.js';
export type { Browser, MessageChannelPort, PopupWindow } from './browser/browser.js';
export {
  AuthorizationError,
  AuthorizationServerError,
  CallbackError,
  ClientError,
  ClientOptionsError,
  DpopNonceError,
  ForbiddenError,
  InsufficientAuthenticationError,
  InsufficientScopeError,
  RedirectRefusedError,
  ReplayRefusedError,
  ResourceMetadataError,
  SignInRequiredError,
  type AnyClientError,
  type ClientErrorCode,
} from './errors.js';
export type { Intent, Json } from './intent.js';
export type { LogEvent, Logger } from './log-event.js';
export type { DropOutcome, Outcome, OutcomeStatus } from './outcome.js';
export type { DialogMessages } from './prompt/dialog-messages.js';
export type {
  PermissionPrompt,
  PermissionRequest,
  PermissionRequestState,
  PromptedScope,
} from './prompt/permission-prompt.js';
export type { SharedRecords } from './browser/shared-records.js';
export type { KeyValueStorage } from './storage/key-value-storage.js';
export { indexedDb, memory, type TokenStorage } from './storage/token-storage.js';
export type { TokenBinding } from './tokens/access-token-scheme.js';
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
