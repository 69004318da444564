import { defineProfile } from './define-profile.js';
import type { ProviderProfile } from './provider-profile.js';

/**
 * Auth0, with either of its access token profiles.
 *
 * Asking: the API is named by `audience`, its identifier in the dashboard
 * (`https://auth0.com/docs/get-started/apis/api-settings`); set `resourceIdentifier` where that is not
 * `resource`. Without it the token is opaque.
 *
 * Tokens (`https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles`): the Auth0
 * profile has `typ` `JWT`, the client in `azp` and no `jti`; the RFC 9068 profile has `at+jwt`,
 * `client_id` and `jti`. Scopes are read from `scope`, which holds what was requested and the user may
 * do. `permissions`, if the API adds it, holds all that the user may do, whatever the application asked
 * for (`https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis`); an API that
 * wants that puts `{ path: 'permissions', form: 'array' }` into `scopeSources`.
 */
export const auth0: ProviderProfile = /* @__PURE__ */ defineProfile({
  name: 'auth0',
  resourceParameter: 'audience',
  resourcesPerRequest: 'one',
  requestedScopes: 'plain',
  tokenScopes: 'plain',
  refreshTokenScope: 'offline_access',
  promptAfterRefusal: undefined,
  additiveGrants: false,
  omittedScope: 'as-requested',
  tokenTypes: ['jwt', 'at+jwt'],
  requiredClaims: [],
  clientIdClaims: ['azp', 'client_id'],
  audienceClaims: ['aud'],
  scopeSources: [{ path: 'scope', form: 'string' }],
  expectedClaims: {},
  idTokenClaims: ['nonce', 'at_hash', 'c_hash'],
});
