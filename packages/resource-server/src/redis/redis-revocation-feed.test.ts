import type { Revocation } from '@stepscope/core';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';
import {
  redisRevocationFeed,
  type RedisClient,
  type RedisRevocationFeedOptions,
} from '../redis.js';
import { InvalidOptionError } from '../resource-server-error.js';
import type { RevocationFeed } from '../revocation/revocation-feed.js';

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const revocation = (sub: string): Revocation => ({
  iss: 'https://login.example',
  sub,
  clientId: 'web',
  at: nowSeconds(),
  version: 2,
});

/** What a feed has told so far; it is followed until the test ends. */
function heardFrom(feed: RevocationFeed) {
  const heard = { subjects: [] as string[], upToDate: 0, failures: [] as unknown[] };
  const stop = feed.follow({
    revoked: ({ sub }) => void heard.subjects.push(sub),
    upToDate: () => void heard.upToDate++,
    failed: (error) => void heard.failures.push(error),
  });
  onTestFinished(stop);
  return { ...heard, stop, heard };
}

const clients: [string, (redis: TestRedis) => Promise<RedisClient>][] = [
  [
    'node-redis',
    async ({ url }) => {
      const client = createClient({ url });
      client.on('error', () => undefined);
      onTestFinished(() => client.destroy());
      return client.connect();
    },
  ],
  [
    'ioredis',
    ({ url }) => {
      const client = new Redis(url);
      client.on('error', () => undefined);
      onTestFinished(() => client.disconnect());
      return Promise.resolve(client);
    },
  ],
];

describe.runIf(hasRedis)('with a Redis', () => {
  test.each(clients)('nodes hear what was published before and after: %s', async (_, connect) => {
    await using redis = await startRedis();
    const feed = redisRevocationFeed(await connect(redis), { pollIntervalMs: 20 });
    await feed.publish(revocation('u1'));
    const { heard } = heardFrom(feed);
    await until(
      () => heard,
      ({ subjects, upToDate }) => {
        expect(subjects).toEqual(['u1']);
        expect(upToDate).toBeGreaterThan(0);
      },
    );
    await feed.publish(revocation('u2'));
    const late = heardFrom(feed).heard;
    await until(
      () => [heard.subjects, late.subjects],
      (told) =>
        expect(told).toEqual([
          ['u1', 'u2'],
          ['u1', 'u2'],
        ]),
    );
    expect(heard.failures).toEqual([]);
  });

  test.each(clients)(
    'a Redis that is down fails in time, and what is published later is heard: %s',
    async (_, connect) => {
      await using redis = await startRedis();
      const options = { pollIntervalMs: 20, timeoutMs: 200 };
      const feed = redisRevocationFeed(await connect(redis), options);
      const { heard } = heardFrom(feed);
      await until(
        () => heard.upToDate,
        (count) => expect(count).toBeGreaterThan(0),
      );
      await redis.stop();
      await until(
        () => heard.failures.length,
        (count) => expect(count).toBeGreaterThan(0),
      );
      await expect(feed.publish(revocation('lost'))).rejects.toThrow();

      await redis.start();
      const [before] = [heard.upToDate];
      await until(
        () => heard.upToDate,
        (count) => expect(count).toBeGreaterThan(before),
      );
      await until(
        () =>
          feed.publish(revocation('u3')).then(
            () => true,
            () => false,
          ),
        (published) => expect(published).toBe(true),
      );
      await until(
        () => heard.subjects,
        (subjects) => expect(subjects).toContain('u3'),
      );
    },
  );

  test('reads a stream of more than one page, oldest first', async () => {
    await using redis = await startRedis();
    const feed = redisRevocationFeed(await clients[1]![1](redis), { pollIntervalMs: 20 });
    const subjects = Array.from({ length: 1203 }, (_, index) => `u${index}`);
    for (const subject of subjects) await feed.publish(revocation(subject));
    const { heard } = heardFrom(feed);
    await until(
      () => heard.subjects,
      (told) => expect(told).toEqual(subjects),
    );
  });

  test('reports an entry that nobody can read, and goes on with the next', async () => {
    await using redis = await startRedis();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const feed = redisRevocationFeed(client, { pollIntervalMs: 20 });
    await client.xadd('stepscope:revocations', '*', 'revocation', '{"iss":');
    await client.xadd('stepscope:revocations', '*', 'other', 'field');
    await feed.publish(revocation('u1'));
    const { heard } = heardFrom(feed);
    await until(
      () => heard.subjects,
      (told) => expect(told).toEqual(['u1']),
    );
    expect(heard.failures).toHaveLength(2);
  });

  test('keeps the stream no longer than the retention', async () => {
    await using redis = await startRedis();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const feed = redisRevocationFeed(client, {
      retentionSeconds: 60,
      // Redis stamps entries with its own clock: seen from an hour later they are old.
      now: () => Date.now() + 3_600_000,
    });
    for (let index = 0; index < 500; index++) await feed.publish(revocation(`u${index}`));
    // Redis trims whole blocks of 100 entries.
    expect(await client.xlen('stepscope:revocations')).toBeLessThanOrEqual(200);
  });

  test('tells nobody who has stopped following', async () => {
    await using redis = await startRedis();
    const feed = redisRevocationFeed(await clients[1]![1](redis), { pollIntervalMs: 20 });
    const { heard, stop } = heardFrom(feed);
    await until(
      () => heard.upToDate,
      (count) => expect(count).toBeGreaterThan(0),
    );
    stop();
    await feed.publish(revocation('u1'));
    const other = heardFrom(feed).heard;
    await until(
      () => other.subjects,
      (told) => expect(told).toEqual(['u1']),
    );
    expect(heard.subjects).toEqual([]);
  });
});

test('refuses to publish what is no revocation', async () => {
  const feed = redisRevocationFeed({ call: () => Promise.resolve('1-0') });
  await expect(feed.publish({ ...revocation('u1'), at: 1.5 })).rejects.toThrow('revocation.at');
});

test.each<[string, unknown, RedisRevocationFeedOptions]>([
  ['redisRevocationFeed got no Redis client', 'redis://localhost', {}],
  ['stream is empty', { call() {} }, { stream: '' }],
  ['pollIntervalMs is not a whole number', { call() {} }, { pollIntervalMs: 0 }],
  ['retentionSeconds is not a positive number', { call() {} }, { retentionSeconds: -1 }],
  ['Did you mean "stream"?', { call() {} }, { streem: 'a' } as object],
  ['now is not a function', { call() {} }, { now: 5 } as object],
  ['options is not an object', { call() {} }, null as unknown as object],
])('refuses at construction: %s', (message, client, options) => {
  const make = (): unknown => redisRevocationFeed(client as RedisClient, options);
  expect(make).toThrow(InvalidOptionError);
  expect(make).toThrow(message);
});
