/**
 * A client of the package `redis` (node-redis 5 or 6), as much of it as is used: what `createClient`,
 * `createClientPool`, `createCluster` or `createSentinel` returns, connected.
 */
export interface NodeRedisClient {
  set(
    key: string,
    value: string,
    options: {
      readonly condition: 'NX';
      readonly expiration: { readonly type: 'PX'; readonly value: number };
    },
  ): Promise<unknown>;
}

/** A client of the package `ioredis`, as much of it as is used: a `Redis` or a `Cluster`. */
export interface IoredisClient {
  call(command: string, ...args: readonly string[]): Promise<unknown>;
}

/** A Redis client that you have already. It stays yours: nobody here connects, configures or closes it. */
export type RedisClient = NodeRedisClient | IoredisClient;

/** Tells the two kinds apart. */
export function isIoredis(client: RedisClient): client is IoredisClient {
  return typeof (client as Partial<IoredisClient>).call === 'function';
}
