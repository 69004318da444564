import type { ScopeSet } from '@stepscope/core';

/** What an access token of the fake authorization server was issued for. */
export interface IssuedToken {
  readonly sub: string;
  readonly clientId: string;
  /** The API that it is for. */
  readonly resource: string;
  readonly scopes: ScopeSet;
  /** Thumbprint of the key that it is bound to (RFC 9449), if any. */
  readonly jkt: string | undefined;
  /** The authentication context that the sign-in has reached, if it has a name. */
  readonly acr: string | undefined;
  /** When the user signed in, in seconds since the epoch. */
  readonly authTime: number;
}
