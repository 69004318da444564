import type { ClientEvents } from '../client.js';
import { asRecord } from '../storage/stored-value.js';
import type { SharedTokens } from './shared-tokens.js';

/**
 * What the tabs keep in common about the tokens of one user. Tokens are in it only where the client
 * stores them; the rest says which tokens are the newest, wherever they are.
 */
export interface TokenRecord {
  readonly version: number;
  /** The tab that has made this version. */
  readonly by: string;
  /** The sign-in is over. */
  readonly ended?: ClientEvents['signed-out']['reason'];
  /**
   * The resource whose refresh token is being sent. Whoever finds this when it is their turn knows that
   * the tab that sent it is gone, and that the token may have been used.
   */
  readonly spending?: string;
  readonly keyId?: string | undefined;
  readonly sessions?: SharedTokens['sessions'];
}

/** A record that is not there, or that nobody here has written, is one of version 0. */
export function parseTokenRecord(value: unknown): TokenRecord {
  const { version } = asRecord(value) ?? {};
  return Number.isSafeInteger(version) ? (value as TokenRecord) : { version: 0, by: '' };
}
