import { InvalidOptionError } from '../resource-server-error.js';
import { assertOptions } from '../support/assert-options.js';
import { assertSeconds } from '../support/assert-seconds.js';

/** Bounds of the cache of verified tokens. Where one is reached, a token that was not used again goes. */
export interface CacheOptions {
  /** How many tokens are remembered at most. @default 10000 */
  readonly maxEntries?: number;
  /** How much memory they may take, by an estimate that is rather too high. @default 33554432 (32 MiB) */
  readonly maxBytes?: number;
  /** After how long a token that is still valid is verified anew. @default 300 */
  readonly ttlSeconds?: number;
}

const names: Record<keyof CacheOptions, true> = {
  maxEntries: true,
  maxBytes: true,
  ttlSeconds: true,
};

/**
 * The bounds with every default filled in.
 * @throws {InvalidOptionError} naming the option, the rule and the fix.
 */
export function resolveCache(options: CacheOptions = {}): Required<CacheOptions> {
  const fix = '{ maxEntries, maxBytes, ttlSeconds }, or false for none';
  assertOptions('cache', options, { known: names, fix });
  const { maxEntries = 10_000, maxBytes = 32 * 1024 * 1024, ttlSeconds = 300 } = options;
  assertCount('maxEntries', maxEntries);
  assertCount('maxBytes', maxBytes);
  assertSeconds('cache.ttlSeconds', ttlSeconds);
  return { maxEntries, maxBytes, ttlSeconds };
}

function assertCount(name: keyof CacheOptions, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new InvalidOptionError(
    `cache.${name} is not a positive whole number: pass cache: false for no cache.`,
  );
}
