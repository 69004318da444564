import { invalidToken, unavailable } from '../refusal.js';
import { IssuerUnavailableError } from '../resource-server-error.js';
import { tell } from '../support/tell.js';
import type { CheckResult, TokenCheck } from '../token-check.js';
import { RevocationList } from './revocation-list.js';
import type { RevocationOptions } from './revocation-options.js';

export interface FollowRevocationsOptions extends Required<RevocationOptions> {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly onUnavailable: (error: IssuerUnavailableError) => void;
}

/** A check that follows a feed, until it is closed. */
export interface FollowedRevocations {
  readonly check: TokenCheck;
  close(): void;
}

const RETRY_AFTER_SECONDS = 2;

/**
 * A check that refuses the tokens of grants that have become narrower since. The first requests wait
 * for the feed's first word, for as long as its word may be old; after that nothing waits, and a feed
 * that has fallen silent is answered as `whenStale` says.
 */
export function followRevocations(options: FollowRevocationsOptions): FollowedRevocations {
  const { feed, maxStalenessSeconds, whenStale, now, onUnavailable } = options;
  const { retentionSeconds } = feed;
  const list = new RevocationList({ retentionSeconds, now });
  let upToDateAtMs = -Infinity;
  let failing = false;
  let closed = false;
  let heard = (): void => {};
  let first: Promise<void> | undefined = new Promise((resolve) => {
    heard = () => {
      first = undefined;
      clearTimeout(patience);
      resolve();
    };
  });

  const report = (cause: unknown): void =>
    tell(onUnavailable, new IssuerUnavailableError('Revocations could not be read.', { cause }));
  const patience = setTimeout(() => heard(), maxStalenessSeconds * 1000);
  patience.unref();
  const stop = feed.follow({
    revoked: (revocation) => list.add(revocation),
    upToDate(atMs) {
      upToDateAtMs = atMs;
      failing = false;
      heard();
    },
    failed(cause) {
      // Once per outage: a feed tries again twice a second.
      if (!failing) report(cause);
      failing = true;
      heard();
    },
  });

  const isStale = (): boolean => {
    if (closed) return true;
    if (upToDateAtMs === Infinity) return false;
    const ageMs = now() - upToDateAtMs;
    // Below 0 the clock was set back, and nobody knows.
    return ageMs > maxStalenessSeconds * 1000 || ageMs < 0;
  };
  const judge: TokenCheck = ({ token }): CheckResult => {
    if (list.revokes(token)) {
      return { refusal: invalidToken('revoked', 'The access token has been revoked.') };
    }
    return isStale() && whenStale === 'refuse'
      ? { refusal: unavailable(RETRY_AFTER_SECONDS) }
      : undefined;
  };
  return {
    check: (call) => (first === undefined ? judge(call) : first.then(() => judge(call))),
    close() {
      closed = true;
      stop();
      heard();
    },
  };
}
