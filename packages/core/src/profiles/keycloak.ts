import { defineProfile } from './define-profile.js';
import type { ProviderProfile } from './provider-profile.js';

/**
 * Keycloak.
 *
 * Asking: resource indicators are experimental
 * (`https://www.keycloak.org/securing-apps/mcp-authz-server`), so nothing names the API; an Audience
 * mapper on a client scope puts it into `aud`
 * (`https://www.keycloak.org/docs/latest/server_admin/#audience-support`). A refresh token comes unasked;
 * `offline_access` would start an offline session, which outlives signing out.
 *
 * Tokens: `typ` in the header is `JWT`, or `at+jwt` where the client says so; the claim `typ` tells
 * `Bearer` and `DPoP` from `ID`, `Refresh` and the rest; the client is `azp`. Scopes are read from
 * `scope`. An API that wants roles instead puts `{ path: 'realm_access.roles', form: 'array' }`, or
 * `{ path: ['resource_access', '<client-id>', 'roles'], form: 'array' }`, into `scopeSources`.
 */
export const keycloak: ProviderProfile = /* @__PURE__ */ defineProfile({
  name: 'keycloak',
  resourceParameter: undefined,
  resourcesPerRequest: 'one',
  requestedScopes: 'plain',
  tokenScopes: 'plain',
  refreshTokenScope: undefined,
  promptAfterRefusal: undefined,
  additiveGrants: false,
  omittedScope: 'as-requested',
  tokenTypes: ['jwt', 'at+jwt'],
  requiredClaims: ['jti'],
  clientIdClaims: ['azp', 'client_id'],
  audienceClaims: ['aud'],
  scopeSources: [{ path: 'scope', form: 'string' }],
  expectedClaims: { typ: ['Bearer', 'DPoP'] },
  idTokenClaims: [],
});
