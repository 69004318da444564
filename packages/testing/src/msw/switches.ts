import { unknownOption } from '@stepscope/core';

/** One of the fake servers. */
export type FakeSide = 'authorization-server' | 'resource';

/** An endpoint that can be out of order. */
export type FakeEndpoint = 'metadata' | 'par' | 'token' | 'revocation' | 'resource';

/**
 * What the fake servers do differently from granting everything at once. A plain object that a test
 * keeps and changes: it is read anew for every request.
 */
export interface StepscopeSwitches {
  // Who signs in, and how

  /** Who signs in. @default { sub: 'user-1', name: 'Test User' } */
  user?: { readonly sub: string; readonly name?: string; readonly email?: string };
  /** Nobody is signed in at the authorization server: `prompt=none` is answered `login_required`. */
  signedOut?: boolean;
  /** The `acr` of a sign-in for which none was asked. One that was asked for is reached. */
  acr?: string;
  /** No `acr` that is asked for can be reached: `unmet_authentication_requirements` (RFC 9470 §5). */
  unmetAuthentication?: boolean;

  // What is granted

  /** The user says no on the consent page: `access_denied`. */
  denies?: boolean;
  /** Scopes that the user unticks on the consent page. */
  declines?: readonly string[];
  /** What the user has unticked stays so, unasked, until a request with `prompt=consent`. */
  remembersRefusals?: boolean;
  /** Scopes that cannot be granted to this user or application: told as `unavailable_scope`. */
  unavailable?: readonly string[];
  /** Scopes that are dropped without a word, apart from the `scope` of the token response. */
  drops?: readonly string[];
  /** Any other error of the authorization endpoint, such as `invalid_scope` or `server_error`. */
  authorizationError?: string;
  /**
   * Scopes taken back elsewhere: tokens that carry them are refused, the next refresh lacks them. What
   * the user grants anew from then on holds.
   */
  revoked?: readonly string[];
  /** The refresh token is not accepted: `invalid_grant`. */
  grantEnded?: boolean;
  /** Refreshing shows that the token was used before: the grant ends with all of its tokens. */
  refreshReused?: boolean;

  // How the authorization server answers

  /** Leaves `scope` out of token responses, which means "as requested" (RFC 6749 §5.1). */
  omitsScope?: boolean;
  /**
   * The issuer in the authorization response (RFC 9207): another one, none although the metadata
   * promise it, or none and no promise.
   */
  iss?: 'wrong' | 'missing' | 'unsupported';
  /** Pushed authorization requests (RFC 9126): whether there is an endpoint, and must be used. */
  par?: 'offered' | 'required';
  /** More members of the authorization server's metadata, or other values; `undefined` removes one. */
  metadata?: Readonly<Record<string, unknown>>;

  // Tokens that are bound to a key

  /** Without a DPoP proof there are no tokens, and no call passes (RFC 9449). */
  requiresDpop?: boolean;
  /** The servers know nothing of DPoP: tokens are Bearer tokens, whatever is sent. */
  ignoresDpop?: boolean;
  /** The nonce that proofs for the authorization server must have; another value makes it change. */
  authorizationServerNonce?: string;
  /** The nonce that proofs for the APIs must have; another value makes it change. */
  resourceNonce?: string;

  // How it fails

  /** What does not answer at all. */
  offline?: FakeSide | 'both';
  /** How long every answer takes. */
  delayMs?: number;
  /** Endpoints that answer 503 with `Retry-After`. */
  busy?: readonly FakeEndpoint[];
  /** Hides `WWW-Authenticate`, as CORS does where it is not exposed. */
  hidesChallenge?: boolean;
}

const names: Record<keyof StepscopeSwitches, true> = {
  user: true,
  signedOut: true,
  acr: true,
  unmetAuthentication: true,
  denies: true,
  declines: true,
  remembersRefusals: true,
  unavailable: true,
  drops: true,
  authorizationError: true,
  revoked: true,
  grantEnded: true,
  refreshReused: true,
  omitsScope: true,
  iss: true,
  par: true,
  metadata: true,
  requiresDpop: true,
  ignoresDpop: true,
  authorizationServerNonce: true,
  resourceNonce: true,
  offline: true,
  delayMs: true,
  busy: true,
  hidesChallenge: true,
};

/** @throws {TypeError} for a switch that is not there, naming the nearest one. */
export function assertSwitches(switches: StepscopeSwitches): void {
  const problem = unknownOption('switch', switches, names);
  if (problem !== undefined) throw new TypeError(problem);
}
