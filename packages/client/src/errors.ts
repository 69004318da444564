import type { ClientOptionsError } from './errors/client-options-error.js';
import type { InsufficientScopeError } from './errors/insufficient-scope-error.js';
import type { InsufficientAuthenticationError } from './errors/insufficient-authentication-error.js';
import type { ForbiddenError } from './errors/forbidden-error.js';
import type { ReplayRefusedError } from './errors/replay-refused-error.js';
import type { RedirectRefusedError } from './errors/redirect-refused-error.js';
import type { DpopNonceError } from './errors/dpop-nonce-error.js';
import type { SignInRequiredError } from './errors/sign-in-required-error.js';
import type { CallbackError } from './errors/callback-error.js';
import type { AuthorizationError } from './errors/authorization-error.js';
import type { AuthorizationServerError } from './errors/authorization-server-error.js';
import type { ResourceMetadataError } from './errors/resource-metadata-error.js';

export { ClientError, type ClientErrorCode } from './errors/client-error.js';
export { ClientOptionsError } from './errors/client-options-error.js';
export { InsufficientScopeError } from './errors/insufficient-scope-error.js';
export { InsufficientAuthenticationError } from './errors/insufficient-authentication-error.js';
export { ForbiddenError } from './errors/forbidden-error.js';
export { ReplayRefusedError } from './errors/replay-refused-error.js';
export { RedirectRefusedError } from './errors/redirect-refused-error.js';
export { DpopNonceError } from './errors/dpop-nonce-error.js';
export { SignInRequiredError } from './errors/sign-in-required-error.js';
export { CallbackError } from './errors/callback-error.js';
export { AuthorizationError } from './errors/authorization-error.js';
export { AuthorizationServerError } from './errors/authorization-server-error.js';
export { ResourceMetadataError } from './errors/resource-metadata-error.js';

/** Every error that this package throws on purpose; `switch` on its `code`. */
export type AnyClientError =
  | InsufficientScopeError
  | InsufficientAuthenticationError
  | ForbiddenError
  | ReplayRefusedError
  | RedirectRefusedError
  | DpopNonceError
  | SignInRequiredError
  | CallbackError
  | AuthorizationError
  | AuthorizationServerError
  | ResourceMetadataError
  | ClientOptionsError;
