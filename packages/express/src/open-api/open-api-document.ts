/** As much of an OpenAPI document as is looked at; everything else in it stays as it is. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths?: { readonly [template: string]: OpenApiPathItem };
  readonly components?: {
    readonly securitySchemes?: { readonly [name: string]: object };
  };
}

/** Operations by lower-case method, beside members of other names. */
export interface OpenApiPathItem {
  readonly [member: string]: unknown;
}

/** A way to be let in: all of these schemes, each with all of these scopes. */
export interface OpenApiSecurityRequirement {
  readonly [scheme: string]: readonly string[];
}

/** What an API's OpenAPI document is made of. */
export interface OpenApiOptions {
  /**
   * The document to complete; it is not changed itself. @default an empty one of version 3.1.0
   */
  readonly document?: OpenApiDocument;
  /**
   * What the paths of the document leave out since its `servers` have it, such as `/v1`. Routes that
   * are not below it are not described.
   * @default ''
   */
  readonly basePath?: string;
  /** The name of the security scheme. One of this name in the document stays. @default 'oauth' */
  readonly schemeName?: string;
  /**
   * Endpoints of the issuer, for tools that sign in by themselves: makes the scheme an `oauth2` one with
   * the titles of the scopes. @default an `openIdConnect` scheme that names the issuer's discovery URL
   */
  readonly authorizationCode?: {
    readonly authorizationUrl: string;
    readonly tokenUrl: string;
    readonly refreshUrl?: string;
  };
}
