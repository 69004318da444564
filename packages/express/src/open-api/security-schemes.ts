import type { Catalogue } from '@stepscope/core';
import type { OpenApiOptions } from './open-api-document.js';

/** What security schemes are made of. */
export interface SecuritySchemesSource extends Pick<
  OpenApiOptions,
  'schemeName' | 'authorizationCode'
> {
  readonly catalogue: Catalogue;
  /** The issuers, where they can be listed. */
  readonly issuers: readonly string[] | undefined;
  /** Whether only tokens are taken that are bound to a key (RFC 9449). */
  readonly isDpopRequired: boolean;
}

/** The security schemes of an API by name, one for each issuer that its tokens may come from. */
export function securitySchemes({
  catalogue,
  issuers = [],
  isDpopRequired,
  schemeName = 'oauth',
  authorizationCode,
}: SecuritySchemesSource): Readonly<Record<string, object>> {
  if (authorizationCode !== undefined) {
    const titles = [...catalogue.scopes].map(([scope, { title }]) => [scope, title]);
    const flow = { ...authorizationCode, scopes: Object.fromEntries(titles) };
    return { [schemeName]: { type: 'oauth2', flows: { authorizationCode: flow } } };
  }
  if (issuers.length === 0) {
    return { [schemeName]: { type: 'http', scheme: isDpopRequired ? 'DPoP' : 'bearer' } };
  }
  return Object.fromEntries(
    issuers.map((issuer, index) => [
      index === 0 ? schemeName : `${schemeName}${index + 1}`,
      { type: 'openIdConnect', openIdConnectUrl: discoveryUrl(issuer) },
    ]),
  );
}

/** OpenID Connect Discovery 1.0 §4. */
function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
}
