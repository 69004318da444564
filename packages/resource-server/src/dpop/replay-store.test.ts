import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, startRedis, type TestRedis } from '../../../../test/support/redis.js';
import { until } from '../../../../test/support/until.js';
import { redisReplayStore, type RedisClient } from '../redis.js';
import { memoryReplayStore } from './memory-replay-store.js';
import type { ReplayStore } from './replay-store.js';

/** A store as two nodes see it, which is the same thing in memory. */
interface Nodes {
  readonly one: ReplayStore;
  readonly other: ReplayStore;
  close(): Promise<void>;
}

let redis: TestRedis | undefined;
beforeAll(async () => {
  if (hasRedis) redis = await startRedis();
});
afterAll(() => redis?.[Symbol.asyncDispose]());

const implementations: [string, boolean, () => Promise<Nodes>][] = [
  [
    'memory',
    true,
    () => {
      const one = memoryReplayStore();
      return Promise.resolve({ one, other: one, close: () => Promise.resolve() });
    },
  ],
  [
    'Redis by node-redis',
    hasRedis,
    async () => {
      const clients = [createClient({ url: redis!.url }), createClient({ url: redis!.url })];
      for (const client of clients) await client.connect();
      return nodes(clients[0]!, clients[1]!, async () => {
        for (const client of clients) await client.close();
      });
    },
  ],
  [
    'Redis by ioredis',
    hasRedis,
    () => {
      const clients = [new Redis(redis!.url), new Redis(redis!.url)];
      const close = async (): Promise<void> => {
        for (const client of clients) await client.quit();
      };
      return Promise.resolve(nodes(clients[0]!, clients[1]!, close));
    },
  ],
];

function nodes(client: RedisClient, another: RedisClient, close: () => Promise<void>): Nodes {
  return { one: redisReplayStore(client), other: redisReplayStore(another), close };
}

let count = 0;
const proof = (lifetimeMs = 60_000) => ({
  id: `id-${process.pid}-${++count}`,
  keyThumbprint: 'key',
  lifetimeMs,
});

describe.each(implementations)('a replay store in %s', (_, available, open) => {
  let stores: Nodes;
  beforeAll(async () => {
    if (available) stores = await open();
  });
  afterAll(() => stores?.close());

  test.runIf(available)('remembers a proof once [S1.16]', async () => {
    const used = proof();
    expect(await stores.one.remember(used)).toBe(true);
    expect(await stores.one.remember(used)).toBe(false);
    expect(await stores.other.remember(used)).toBe(false);
    expect(await stores.other.remember(proof())).toBe(true);
  });

  test.runIf(available)('lets one of many win that come at the same time [S1.16]', async () => {
    const used = proof();
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_unused, index) =>
        stores[index % 2 === 0 ? 'one' : 'other'].remember(used),
      ),
    );
    expect(answers.filter((answer) => answer)).toHaveLength(1);
  });

  test.runIf(available)('forgets a proof that has become too old', async () => {
    const used = proof(1);
    expect(await stores.one.remember(used)).toBe(true);
    // Memory counts in whole seconds; Redis in milliseconds.
    await until(
      () => stores.one.remember(used),
      (isNew) => expect(isNew).toBe(true),
    );
  });
});
