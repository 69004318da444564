import type { Configuration, DPoPOptions } from 'openid-client';
import type { SharedRecords } from '../browser/shared-records.js';

/** Headers that carry an access token, and never leave the call that they were made for. */
export type Credentials = Readonly<Record<string, string>>;

/** How access tokens are asked for and sent: as bearer tokens, or bound to a key. */
export interface AccessTokenScheme {
  /** What answers of the token endpoint must say (RFC 6749 §7.1), in lower case. */
  readonly tokenType: 'bearer' | 'dpop';
  /** The thumbprint of the key that tokens are bound to, where they are (RFC 7638). */
  keyId(): Promise<string | undefined>;
  /** What goes along with a request to the token endpoint. */
  forTokenRequest(configuration: Configuration): Promise<DPoPOptions>;
  /** What goes along with an authorization request that is pushed (RFC 9449 §10.1). */
  forPushedRequest(configuration: Configuration): Promise<DPoPOptions>;
  /** The headers that carry the token when a call is sent; new ones each time it is sent again. */
  forCall(
    accessToken: string,
    call: { readonly method: string; readonly url: string },
  ): Promise<Credentials>;
  /** Takes note of the DPoP-Nonce header of an answer to a call. */
  noteNonce(url: string, nonce: string | null): void;
  /** Forgets the key; `everywhere` also what other pages would find of it. */
  forget(options?: { readonly everywhere?: boolean }): Promise<void>;
}

/** What a scheme is made for. */
export interface AccessTokenSchemeContext {
  readonly issuer: string;
  readonly clientId: string;
  readonly records: SharedRecords;
}

/** Binds a client's tokens to a key. Made by `dpop()` of `@stepscope/client/dpop`. */
export type TokenBinding = (context: AccessTokenSchemeContext) => AccessTokenScheme;

/** Bearer tokens (RFC 6750). */
export const bearerScheme: AccessTokenScheme = {
  tokenType: 'bearer',
  keyId: async () => undefined,
  forTokenRequest: async () => ({}),
  forPushedRequest: async () => ({}),
  forCall: async (accessToken) => ({ Authorization: `Bearer ${accessToken}` }),
  noteNonce: () => {},
  forget: async () => {},
};
