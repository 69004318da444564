import type { Revocation } from '@stepscope/core';

/** Where a resource server hears of grants that have become narrower. */
export interface RevocationFeed {
  /** How long the feed remembers what it was told: at least as long as access tokens live. */
  readonly retentionSeconds: number;
  /**
   * Tells `listener` of every revocation that is remembered, and from then on of each new one, until
   * the function that is answered is called. Never throws; what fails goes to the listener.
   */
  follow(listener: RevocationListener): () => void;
}

/** A feed that can also be told of revocations. */
export interface PublishingRevocationFeed extends RevocationFeed {
  /**
   * Hands a revocation to all who follow.
   * @throws {CoreError} `INVALID_ARGUMENT` for a malformed one.
   */
  publish(revocation: Revocation): Promise<void>;
}

/** What a feed tells. */
export interface RevocationListener {
  revoked(revocation: Revocation): void;
  /**
   * All that was published before `atMs`, milliseconds since the epoch, has been told. A feed without
   * delay says `Infinity` once.
   */
  upToDate(atMs: number): void;
  /** The feed could not be read, or held something malformed. It goes on trying. */
  failed(error: unknown): void;
}
