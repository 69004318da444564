import { InvalidOptionError } from '../resource-server-error.js';
import { assertOptions } from '../support/assert-options.js';
import { assertSeconds } from '../support/assert-seconds.js';
import type { RevocationFeed } from './revocation-feed.js';

/** How a resource server hears of revoked grants. */
export interface RevocationOptions {
  /**
   * Where they are told: `memoryRevocationFeed()`, or the Redis one of `./redis`. A token that was issued
   * longer ago than the feed remembers is refused.
   */
  readonly feed: RevocationFeed;
  /**
   * How old the feed's last word may be. Older than that, `whenStale` decides.
   * @default 10
   */
  readonly maxStalenessSeconds?: number;
  /**
   * What happens to tokens that may have been revoked unheard: `refuse` answers 503 with `Retry-After`,
   * `pass` lets them pass until they expire.
   * @default 'refuse'
   */
  readonly whenStale?: 'refuse' | 'pass';
}

const names: Record<keyof RevocationOptions, true> = {
  feed: true,
  maxStalenessSeconds: true,
  whenStale: true,
};

/** @throws {InvalidOptionError} naming the option, the rule and the fix. */
export function resolveRevocation(options: RevocationOptions): Required<RevocationOptions> {
  assertOptions('revocation', options, { known: names, fix: '{ feed }' });
  const { feed, maxStalenessSeconds = 10, whenStale = 'refuse' } = options;
  if (typeof (feed as Partial<RevocationFeed> | undefined)?.follow !== 'function') {
    throw new InvalidOptionError(
      'revocation.feed is no feed: pass memoryRevocationFeed(), or redisRevocationFeed(client).',
    );
  }
  if (whenStale !== 'refuse' && whenStale !== 'pass') {
    throw new InvalidOptionError('revocation.whenStale is neither "refuse" nor "pass".');
  }
  assertSeconds('revocation.maxStalenessSeconds', maxStalenessSeconds);
  assertSeconds('revocation.feed.retentionSeconds', feed.retentionSeconds);
  return { feed, maxStalenessSeconds, whenStale };
}
