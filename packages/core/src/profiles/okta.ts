import { defineProfile } from './define-profile.js';
import type { ProviderProfile } from './provider-profile.js';

/**
 * Okta, with a custom authorization server. Tokens of the org authorization server are not for APIs of
 * one's own: their structure is Okta's and may change.
 *
 * Asking: each authorization server has one audience of its own, so nothing names the API.
 *
 * Tokens (`https://developer.okta.com/docs/reference/api/oidc/#access-token`): no `typ`, the same as for
 * ID tokens; the client is `cid`, which ID tokens do not have; scopes are the array `scp`.
 */
export const okta: ProviderProfile = /* @__PURE__ */ defineProfile({
  name: 'okta',
  resourceParameter: undefined,
  resourcesPerRequest: 'one',
  requestedScopes: 'plain',
  tokenScopes: 'plain',
  refreshTokenScope: 'offline_access',
  promptAfterRefusal: undefined,
  additiveGrants: false,
  omittedScope: 'as-requested',
  tokenTypes: [undefined, 'at+jwt'],
  requiredClaims: ['jti'],
  clientIdClaims: ['cid'],
  audienceClaims: ['aud'],
  scopeSources: [{ path: 'scp', form: 'array' }],
  expectedClaims: {},
  idTokenClaims: ['nonce', 'at_hash', 'c_hash'],
});
