import { parseRevocation, type Revocation } from '@stepscope/core';
import { assertFunction } from '../support/assert-function.js';
import { assertOptions } from '../support/assert-options.js';
import { assertSeconds } from '../support/assert-seconds.js';
import type { PublishingRevocationFeed, RevocationListener } from './revocation-feed.js';
import { RevocationList } from './revocation-list.js';

export interface MemoryRevocationFeedOptions {
  /** How long a revocation is told to those who come later. @default 86400 */
  readonly retentionSeconds?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const optionNames: Record<keyof MemoryRevocationFeedOptions, true> = {
  retentionSeconds: true,
  now: true,
};

/**
 * A feed within one process, for an authorization server and a resource server that share it. Without
 * delay; gone with the process.
 * @throws {InvalidOptionError} for an option that breaks a rule.
 */
export function memoryRevocationFeed(
  options: MemoryRevocationFeedOptions = {},
): PublishingRevocationFeed {
  const fix = '{ retentionSeconds }, or nothing';
  assertOptions('options', options, { of: 'memoryRevocationFeed', known: optionNames, fix });
  const { retentionSeconds = 86_400, now = Date.now } = options;
  assertSeconds('retentionSeconds', retentionSeconds);
  assertFunction('now', now);
  const remembered = new RevocationList({ retentionSeconds, now });
  const listeners = new Set<RevocationListener>();
  return {
    retentionSeconds,
    async publish(value) {
      const revocation: Revocation = parseRevocation(value);
      remembered.add(revocation);
      for (const listener of listeners) listener.revoked(revocation);
    },
    follow(listener) {
      for (const revocation of remembered) listener.revoked(revocation);
      listener.upToDate(Infinity);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
