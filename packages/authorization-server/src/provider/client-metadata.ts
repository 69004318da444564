import type { AdapterPayload } from 'oidc-provider';
import type { Application } from '../directory.js';

/** How a code gets to an application: nowhere but in the redirect's query (RFC 6749 §4.1.2). */
export const responseModes = ['query'];

/** An application as oidc-provider knows it: public, authorization code only, with refresh tokens. */
export function toClientMetadata(application: Application): AdapterPayload {
  return {
    client_id: application.clientId,
    client_name: application.name,
    redirect_uris: [...application.redirectUris],
    post_logout_redirect_uris: [...application.postLogoutRedirectUris],
    application_type: 'web',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    response_modes: [...responseModes],
    dpop_bound_access_tokens: application.dpopBoundAccessTokens ?? false,
  };
}
