import type { ReplayStore } from '../dpop/replay-store.js';
import { InvalidOptionError } from '../resource-server-error.js';
import { assertMilliseconds } from '../support/assert-milliseconds.js';
import { assertOptions } from '../support/assert-options.js';
import { withinTime } from '../support/within-time.js';
import { assertRedisClient, isIoredis, type RedisClient } from './redis-client.js';

export interface RedisReplayStoreOptions {
  /** Begins every key; APIs that share a Redis need not differ in it. @default 'stepscope:dpop:' */
  readonly prefix?: string;
  /**
   * Limit for one answer of Redis. Clients queue commands while they have no connection, so that
   * without a limit requests would wait as long as the outage.
   * @default 1000
   */
  readonly timeoutMs?: number;
}

const optionNames: Record<keyof RedisReplayStoreOptions, true> = { prefix: true, timeoutMs: true };

/**
 * A replay store that all nodes of an API share: one `SET … PX … NX` for each DPoP proof, which Redis
 * carries out atomically. A key is `prefix` and a hash, its value says nothing, and Redis removes it
 * when the proof has become too old. Does NOT survive a Redis that evicts keys before their time
 * (`maxmemory-policy` must be `noeviction`) or loses them in a fail-over.
 * @throws {InvalidOptionError} for an option that breaks a rule, or something that is no client.
 */
export function redisReplayStore(
  client: RedisClient,
  options: RedisReplayStoreOptions = {},
): ReplayStore {
  assertRedisClient('redisReplayStore', client);
  const fix = '{ prefix }, or nothing';
  assertOptions('options', options, { of: 'redisReplayStore', known: optionNames, fix });
  const { prefix = 'stepscope:dpop:', timeoutMs = 1000 } = options;
  if (typeof prefix !== 'string' || prefix === '') {
    throw new InvalidOptionError('prefix is empty: leave it out, or name what the keys are for.');
  }
  assertMilliseconds('timeoutMs', timeoutMs);
  return {
    async remember({ id, lifetimeMs }) {
      // Redis takes whole milliseconds, at least one.
      const value = Math.max(1, Math.ceil(lifetimeMs));
      const answer = await withinTime(timeoutMs, 'Redis', setIfNew(client, prefix + id, value));
      return answer === 'OK';
    },
  };
}

function setIfNew(client: RedisClient, key: string, lifetimeMs: number): Promise<unknown> {
  return isIoredis(client)
    ? client.call('SET', key, '1', 'PX', String(lifetimeMs), 'NX')
    : client.set(key, '1', {
        condition: 'NX',
        expiration: { type: 'PX', value: lifetimeMs },
      });
}
