export type { IoredisClient, NodeRedisClient, RedisClient } from './redis/redis-client.js';
export { redisReplayStore, type RedisReplayStoreOptions } from './redis/redis-replay-store.js';
export {
  redisRevocationFeed,
  type RedisRevocationFeedOptions,
} from './redis/redis-revocation-feed.js';
