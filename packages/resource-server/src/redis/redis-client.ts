import { InvalidOptionError } from '../resource-server-error.js';

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
  xAdd(
    key: string,
    id: string,
    message: Record<string, string>,
    options: {
      readonly TRIM: {
        readonly strategy: 'MINID';
        readonly strategyModifier: '~';
        readonly threshold: number;
      };
    },
  ): Promise<unknown>;
  xRange(
    key: string,
    start: string,
    end: string,
    options: { readonly COUNT: number },
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

/** @throws {InvalidOptionError} for what is no client of either package, naming the function. */
export function assertRedisClient(name: string, client: unknown): void {
  const { call, set } = (client ?? {}) as Record<string, unknown>;
  if (typeof call === 'function' || typeof set === 'function') return;
  throw new InvalidOptionError(
    `${name} got no Redis client: pass one of the package "redis" or "ioredis".`,
  );
}
