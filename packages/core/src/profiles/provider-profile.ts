/** Where a token carries scopes, and in which of the two forms. */
export interface ScopeSource {
  /** A claim's name, or a path into nested claims as `ScopeSet.fromClaim` takes it. */
  readonly path: string | readonly string[];
  /**
   * `string`: scope-tokens joined by single spaces (RFC 8693 §4.2). `array`: an array of them. A claim
   * of the other form cannot be understood, and grants nothing.
   */
  readonly form: 'string' | 'array';
}

/**
 * How one kind of authorization server differs from the standards: one table, read by the client
 * (`provider`) and by the resource server (`profile`). Plain data: spread a profile to change a member,
 * such as `{ ...auth0, resourceIdentifier: 'urn:files-api' }`.
 */
export interface ProviderProfile {
  /** For messages, such as `keycloak`. */
  readonly name: string;

  /**
   * The parameter of authorization and token requests that says for which API the token is. Without
   * one the server decides by the scopes, or by its own configuration.
   */
  readonly resourceParameter: 'resource' | 'audience' | undefined;
  /** Whether one request may name several APIs (RFC 8707 §2.1), each of which gets a token. */
  readonly resourcesPerRequest: 'one' | 'several';
  /**
   * What the server calls the API in that parameter.
   * @default the option `resource`
   */
  readonly resourceIdentifier?: string;
  /**
   * How scopes of the catalogue are spelt in requests and in token responses: `plain` as they are,
   * `prefixed` with `scopePrefix` before each. Protocol scopes are never prefixed.
   */
  readonly requestedScopes: 'plain' | 'prefixed';
  /** How they are spelt inside access tokens. */
  readonly tokenScopes: 'plain' | 'prefixed';
  /**
   * What a prefixed scope begins with, the separator included, such as `api://<application-id>/`.
   * @default the option `resource` and a slash
   */
  readonly scopePrefix?: string;
  /** The scope that asks for a refresh token. Without one it comes unasked, or not at all. */
  readonly refreshTokenScope: 'offline_access' | undefined;
  /**
   * The `prompt` with which an authorization makes the server ask again about what the user has
   * refused. Without one it asks again by itself, or has nothing to ask.
   */
  readonly promptAfterRefusal: 'consent' | undefined;
  /**
   * Whether a token carries all that the user ever consented to for the API, also where less was
   * asked for. The client cannot narrow such a grant; only the user can, at the server.
   */
  readonly additiveGrants: boolean;
  /**
   * What a token response without `scope` means. RFC 6749 §5.1: as requested. `unknown`: the server
   * never says, and may have dropped scopes.
   */
  readonly omittedScope: 'as-requested' | 'unknown';

  /**
   * The values of the header `typ` that an access token may have, in lower case and without
   * `application/`; `undefined` stands for a header without `typ`.
   */
  readonly tokenTypes: readonly (string | undefined)[];
  /** Claims that a token must have, as strings, besides `iss`, `sub`, `iat` and `exp`. */
  readonly requiredClaims: readonly string[];
  /** The claims that may name the client; the first that is there does, and one must be. */
  readonly clientIdClaims: readonly string[];
  /** The claims that may say for whom the token is; the first that is there does, and one must be. */
  readonly audienceClaims: readonly string[];
  /** The claims that may carry scopes; the first that is there does. */
  readonly scopeSources: readonly ScopeSource[];
  /** Claims whose value tells access tokens from others: one of the listed values is required. */
  readonly expectedClaims: Readonly<Record<string, readonly string[]>>;
  /** Claims that only ID tokens of this server carry: a token with one of them is refused. */
  readonly idTokenClaims: readonly string[];
}
