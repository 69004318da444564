import { defineProfile } from './define-profile.js';
import type { ProviderProfile } from './provider-profile.js';

/**
 * Microsoft Entra ID, for APIs with a registration of their own.
 *
 * Asking: there is no resource parameter; a scope is the API's Application ID URI, a slash and the name
 * (`https://learn.microsoft.com/en-us/entra/identity-platform/scopes-oidc`), so set `scopePrefix` to
 * `api://<application-id>/` where that URI is not `resource`. Earlier consents are added to every token
 * (`https://learn.microsoft.com/en-us/answers/questions/78683`). Consent is all or nothing.
 *
 * Tokens (`https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference`):
 * `typ` is `JWT`, the same as for ID tokens; the client is `azp` in version 2.0 and `appid` in 1.0;
 * `uti` stands for `jti`. A user's token carries scopes in `scp`, without prefix; an application's own
 * token has permissions in `roles` instead. `aud` is the API's client id in version 2.0 and may be its
 * Application ID URI in 1.0: list them as `audience`. An ID token has neither `azp` nor `appid`.
 */
export const entraId: ProviderProfile = /* @__PURE__ */ defineProfile({
  name: 'entraId',
  resourceParameter: undefined,
  resourcesPerRequest: 'one',
  requestedScopes: 'prefixed',
  tokenScopes: 'plain',
  refreshTokenScope: 'offline_access',
  promptAfterRefusal: undefined,
  additiveGrants: true,
  omittedScope: 'as-requested',
  tokenTypes: ['jwt', 'at+jwt'],
  requiredClaims: ['uti'],
  clientIdClaims: ['azp', 'appid'],
  audienceClaims: ['aud'],
  scopeSources: [
    { path: 'scp', form: 'string' },
    { path: 'roles', form: 'array' },
  ],
  expectedClaims: {},
  idTokenClaims: ['nonce', 'at_hash', 'c_hash'],
});
