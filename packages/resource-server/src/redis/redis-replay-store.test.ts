import { Redis, type Cluster } from 'ioredis';
import {
  createClient,
  type createClientPool,
  type createCluster,
  type createSentinel,
} from 'redis';
import { describe, expect, expectTypeOf, onTestFinished, test } from 'vitest';
import { hasRedis, startRedis } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';
import { redisReplayStore, type RedisClient, type RedisReplayStoreOptions } from '../redis.js';
import { InvalidOptionError } from '../resource-server-error.js';

const proof = (id: string) => ({ id, keyThumbprint: 'key', lifetimeMs: 60_000 });

describe.runIf(hasRedis)('with a Redis', () => {
  test('writes one key, that says nothing and ends by itself', async () => {
    await using redis = await startRedis();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    await redisReplayStore(client, { prefix: 'api:' }).remember(proof('hash'));
    expect(await client.keys('*')).toEqual(['api:hash']);
    expect(await client.get('api:hash')).toBe('1');
    const left = await client.pttl('api:hash');
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  test.each<[string, (url: string) => Promise<RedisClient>]>([
    [
      'node-redis',
      async (url) => {
        const client = createClient({ url });
        client.on('error', () => undefined);
        onTestFinished(() => client.destroy());
        return client.connect();
      },
    ],
    [
      'ioredis',
      (url) => {
        const client = new Redis(url);
        client.on('error', () => undefined);
        onTestFinished(() => client.disconnect());
        return Promise.resolve(client);
      },
    ],
  ])('that is down or hangs it fails in time, and recovers by itself: %s', async (_, connect) => {
    await using redis = await startRedis();
    const store = redisReplayStore(await connect(redis.url), { timeoutMs: 200 });
    expect(await store.remember(proof('a'))).toBe(true);

    redis.hang();
    await expect(store.remember(proof('b'))).rejects.toThrow('Redis has not answered');
    redis.resume();
    await until(
      () => store.remember(proof('a')).catch(String),
      (answer) => expect(answer).toBe(false),
    );

    await redis.stop();
    await expect(store.remember(proof('c'))).rejects.toThrow();
    await redis.start();
    await until(
      () => store.remember(proof('d')).catch(String),
      (answer) => expect(answer).toBeTypeOf('boolean'),
    );
    expect(await store.remember(proof('d'))).toBe(false);
  });
});

test('an answer that is not OK is no first use', async () => {
  for (const answer of [null, undefined, 'QUEUED', 1]) {
    const store = redisReplayStore({ call: () => Promise.resolve(answer) });
    expect(await store.remember(proof('a'))).toBe(false);
  }
});

test('takes the clients of both packages, whatever they are connected to', () => {
  expectTypeOf<ReturnType<typeof createClient>>().toExtend<RedisClient>();
  expectTypeOf<ReturnType<typeof createClientPool>>().toExtend<RedisClient>();
  expectTypeOf<ReturnType<typeof createCluster>>().toExtend<RedisClient>();
  expectTypeOf<ReturnType<typeof createSentinel>>().toExtend<RedisClient>();
  expectTypeOf<Redis>().toExtend<RedisClient>();
  expectTypeOf<Cluster>().toExtend<RedisClient>();
  expectTypeOf<Map<string, string>>().not.toExtend<RedisClient>();
});

describe('refuses at construction', () => {
  const client = { call: () => Promise.resolve('OK') };
  test.each<[string, unknown, RedisReplayStoreOptions, string]>([
    ['no client', undefined, {}, 'redisReplayStore got no Redis client'],
    ['an address', 'redis://localhost', {}, 'redisReplayStore got no Redis client'],
    ['an empty prefix', client, { prefix: '' }, 'prefix is empty'],
    ['no time', client, { timeoutMs: 0 }, 'timeoutMs is not a whole number'],
    ['endless time', client, { timeoutMs: Infinity }, 'timeoutMs is not a whole number'],
    ['null as options', client, null as unknown as object, 'options is not an object'],
    ['an unknown option', client, { prefx: 'a' } as object, 'Did you mean "prefix"?'],
  ])('%s', (_, given, options, message) => {
    const create = (): unknown => redisReplayStore(given as RedisClient, options);
    expect(create).toThrow(InvalidOptionError);
    expect(create).toThrow(message);
  });
});
