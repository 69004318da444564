import { defineProfile } from './define-profile.js';
import type { ProviderProfile } from './provider-profile.js';

/**
 * An authorization server that follows the standards: resource indicators (RFC 8707), JWT access tokens
 * (RFC 9068, with all claims of its §2.2), `scope` omitted only where it is as requested
 * (RFC 6749 §5.1). What `client` and `resource-server` take where nothing else is named.
 */
export const standard: ProviderProfile = /* @__PURE__ */ defineProfile({
  name: 'standard',
  resourceParameter: 'resource',
  resourcesPerRequest: 'several',
  requestedScopes: 'plain',
  tokenScopes: 'plain',
  refreshTokenScope: 'offline_access',
  promptAfterRefusal: 'consent',
  additiveGrants: false,
  omittedScope: 'as-requested',
  tokenTypes: ['at+jwt'],
  requiredClaims: ['jti'],
  clientIdClaims: ['client_id'],
  audienceClaims: ['aud'],
  scopeSources: [{ path: 'scope', form: 'string' }],
  expectedClaims: {},
  idTokenClaims: [],
});
