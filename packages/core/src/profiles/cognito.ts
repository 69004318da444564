import { defineProfile } from './define-profile.js';
import type { ProviderProfile } from './provider-profile.js';

/**
 * Amazon Cognito user pools, with managed login.
 *
 * Asking: `resource` binds the token to the API
 * (`https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html`). A scope is
 * the resource server's identifier, a slash and the name, in requests and in tokens
 * (`https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-define-resource-servers.html`):
 * set `scopePrefix` where that identifier is not `resource`. There is no consent page; scopes that the
 * client may not have are dropped, and the response has no `scope`
 * (`https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html`).
 *
 * Tokens
 * (`https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html`):
 * no `typ`; `token_use` tells `access` from `id`. `aud` is there only where the client sent `resource`;
 * without it `client_id` is compared, so list the clients' ids, too, as `audience` to accept such tokens.
 */
export const cognito: ProviderProfile = /* @__PURE__ */ defineProfile({
  name: 'cognito',
  resourceParameter: 'resource',
  resourcesPerRequest: 'one',
  requestedScopes: 'prefixed',
  tokenScopes: 'prefixed',
  refreshTokenScope: undefined,
  promptAfterRefusal: undefined,
  additiveGrants: false,
  omittedScope: 'unknown',
  tokenTypes: [undefined, 'at+jwt'],
  requiredClaims: ['jti'],
  clientIdClaims: ['client_id'],
  audienceClaims: ['aud', 'client_id'],
  scopeSources: [{ path: 'scope', form: 'string' }],
  expectedClaims: { token_use: ['access'] },
  idTokenClaims: [],
});
