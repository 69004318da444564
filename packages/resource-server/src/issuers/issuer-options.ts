import type { ProviderProfile } from '@stepscope/core';
import type { IntrospectionOptions } from '../introspection/introspection-options.js';
import type { SignatureAlgorithm } from '../token/signature-algorithms.js';

/** What can be set for each issuer. */
export interface IssuerSettings {
  /**
   * How this authorization server differs from the standards, such as `auth0` or `keycloak`.
   * @default standard: RFC 9068
   */
  readonly profile?: ProviderProfile;
  /**
   * Values of `aud` that mean this API.
   * @default the profile's `resourceIdentifier`, or else `resource`
   */
  readonly audience?: string | readonly string[];
  /** Signature algorithms that are accepted. @default ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] */
  readonly algorithms?: readonly SignatureAlgorithm[];
  /**
   * The issuer's public keys: the URL of its JWK Set (RFC 7517), or the set itself, which is then
   * never fetched.
   * @default found in the issuer's metadata, by OpenID Connect Discovery 1.0 or RFC 8414
   */
  readonly keys?: string | { readonly keys: readonly object[] };
}

/** One authorization server whose tokens count. */
export interface IssuerOptions extends IssuerSettings {
  /** Issuer identifier (RFC 8414 §2), exactly as tokens have it in `iss`. */
  readonly issuer: string;
  /**
   * How to ask this issuer about tokens that are no JWTs (RFC 7662). Such a token does not say whose it
   * is: of several issuers, one can have this.
   * @default they are refused
   */
  readonly introspection?: IntrospectionOptions;
}

/** Issuers that are too many to list, or that come and go, such as one for each tenant. */
export interface KnownIssuers {
  /**
   * The settings of an issuer whose tokens count (`{}` where the defaults do), or `undefined` for one
   * that is not known. Asked with the `iss` of tokens that nobody has verified yet: look it up among
   * your own, and never take it at its word. Where it throws, rejects or takes longer than `timeoutMs`,
   * requests get 503.
   */
  known(
    issuer: string,
    context: { readonly signal: AbortSignal },
  ): IssuerSettings | undefined | null | Promise<IssuerSettings | undefined | null>;
  /** How long an answer counts; that an issuer is not known, 30 s at most. @default 300 */
  readonly cacheSeconds?: number;
}

/** The only authorization server whose tokens count. */
export interface OneIssuer extends IssuerOptions {
  readonly issuers?: never;
}

/** Several authorization servers, by a list or by a function that knows them. */
export interface SeveralIssuers extends Omit<IssuerSettings, 'keys'> {
  /** What is set beside `issuers` is the default for each of them. */
  readonly issuers: readonly IssuerOptions[] | KnownIssuers;
  readonly issuer?: never;
  readonly keys?: never;
  readonly introspection?: never;
}
