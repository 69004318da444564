/**
 * What the fake server does differently from granting everything at once. A plain object that a test
 * keeps and changes: it is read anew for every request.
 */
export interface StepscopeSwitches {
  /** Who signs in. @default { sub: 'user-1', name: 'Test User' } */
  user?: { readonly sub: string; readonly name?: string; readonly email?: string };
  /** Nobody is signed in at the authorization server: `prompt=none` is answered `login_required`. */
  signedOut?: boolean;
  /** The user says no on the consent page: `access_denied`. */
  denies?: boolean;
  /** Scopes that the user unticks on the consent page. */
  declines?: readonly string[];
  /** Scopes that cannot be granted to this user or application: told as `unavailable_scope`. */
  unavailable?: readonly string[];
  /** Scopes that are dropped without a word, apart from the `scope` of the token response. */
  drops?: readonly string[];
  /** Any other error of the authorization endpoint, such as `invalid_scope` or `server_error`. */
  authorizationError?: string;
  /** Scopes taken back elsewhere: tokens that carry them are refused, the next refresh lacks them. */
  revoked?: readonly string[];
  /** The refresh token is not accepted: `invalid_grant`. */
  grantEnded?: boolean;
  /** Leaves `scope` out of token responses, which means "as requested" (RFC 6749 §5.1). */
  omitsScope?: boolean;
  /** Sends another issuer in the authorization response (RFC 9207). */
  wrongIss?: boolean;
  /** What does not answer at all. */
  offline?: 'authorization-server' | 'resource' | 'both';
  /** How long every answer takes. */
  delayMs?: number;
  /** Hides `WWW-Authenticate`, as CORS does where it is not exposed. */
  hidesChallenge?: boolean;
}
