import { createResourceServer, type RevocationFeed } from '@stepscope/express';
import { catalogue } from '../catalogue.js';

export interface GuardOptions {
  /** Issuer whose tokens the API takes. It need not be up when the API starts. */
  readonly issuer: string;
  /** Resource identifier of the API: the audience of its tokens. */
  readonly resource: string;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** Where the authorization server tells of grants that have become narrower. */
  readonly revocationFeed?: RevocationFeed;
  /** Hears why the issuer's keys could not be fetched. */
  readonly onIssuerUnavailable?: (error: Error) => void;
}

/**
 * The guards of the workspace's routes, typed by its catalogue. They take bearer tokens, and with a proof
 * those that are bound to a key.
 */
export function createGuards({ revocationFeed, ...options }: GuardOptions) {
  return createResourceServer({
    ...options,
    catalogue,
    dpop: {},
    ...(revocationFeed !== undefined && { revocation: { feed: revocationFeed } }),
  });
}

export type Guards = ReturnType<typeof createGuards>;
