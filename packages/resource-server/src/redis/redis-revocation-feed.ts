import { parseRevocation } from '@stepscope/core';
import { InvalidOptionError } from '../resource-server-error.js';
import type {
  PublishingRevocationFeed,
  RevocationListener,
} from '../revocation/revocation-feed.js';
import { assertFunction } from '../support/assert-function.js';
import { assertMilliseconds } from '../support/assert-milliseconds.js';
import { assertOptions } from '../support/assert-options.js';
import { assertSeconds } from '../support/assert-seconds.js';
import { withinTime } from '../support/within-time.js';
import { assertRedisClient, type RedisClient } from './redis-client.js';
import { appendToStream, readStream, type StreamEntry } from './redis-stream.js';

export interface RedisRevocationFeedOptions {
  /** Key of the stream; the same for all who publish and follow. @default 'stepscope:revocations' */
  readonly stream?: string;
  /** Pause between two looks at the stream: for so long a revocation may go unheard. @default 500 */
  readonly pollIntervalMs?: number;
  /** How long revocations stay in the stream; the same for all who publish and follow. @default 86400 */
  readonly retentionSeconds?: number;
  /** Limit for one answer of Redis. @default 1000 */
  readonly timeoutMs?: number;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
}

const optionNames: Record<keyof RedisRevocationFeedOptions, true> = {
  stream: true,
  pollIntervalMs: true,
  retentionSeconds: true,
  timeoutMs: true,
  now: true,
};

const PAGE_SIZE = 500;

/**
 * A revocation feed over a Redis stream, for any number of nodes. Every node reads the whole stream
 * once, and then what is new twice a second; needs no connection of its own. A stream that Redis loses
 * is lost for nodes that start later, not for those that have read it.
 * @throws {InvalidOptionError} for an option that breaks a rule, or something that is no client.
 */
export function redisRevocationFeed(
  client: RedisClient,
  options: RedisRevocationFeedOptions = {},
): PublishingRevocationFeed {
  assertRedisClient('redisRevocationFeed', client);
  const fix = '{ stream }, or nothing';
  assertOptions('options', options, { of: 'redisRevocationFeed', known: optionNames, fix });
  const { stream = 'stepscope:revocations', retentionSeconds = 86_400, now = Date.now } = options;
  const { pollIntervalMs = 500, timeoutMs = 1000 } = options;
  if (typeof stream !== 'string' || stream === '') {
    throw new InvalidOptionError('stream is empty: leave it out, or name the key.');
  }
  assertMilliseconds('pollIntervalMs', pollIntervalMs);
  assertMilliseconds('timeoutMs', timeoutMs);
  assertSeconds('retentionSeconds', retentionSeconds);
  assertFunction('now', now);
  const oldestId = (): number => Math.max(0, Math.floor(now() - retentionSeconds * 1000));

  return {
    retentionSeconds,
    async publish(value) {
      const entry = { revocation: JSON.stringify(parseRevocation(value)) };
      const appended = appendToStream(client, stream, { entry, minId: oldestId() });
      await withinTime(timeoutMs, 'Redis', appended);
    },

    follow(listener) {
      let after: string | undefined;
      let stopped = false;
      let timer: ReturnType<typeof setTimeout> | undefined;

      const readNew = async (): Promise<void> => {
        const startedAtMs = now();
        let more = true;
        while (more) {
          const start = after === undefined ? String(oldestId()) : `(${after}`;
          const page = readStream(client, stream, { start, count: PAGE_SIZE });
          const entries = await withinTime(timeoutMs, 'Redis', page);
          if (stopped) return;
          if (stopped) return;
          for (const entry of entries) tell(entry, listener);
          after = entries.at(-1)?.id ?? after;
          more = entries.length === PAGE_SIZE;
        }
        listener.upToDate(startedAtMs);
      };
      const loop = async (): Promise<void> => {
        try {
          await readNew();
        } catch (error) {
          if (!stopped) listener.failed(error);
        }
        if (stopped) return;
        timer = setTimeout(() => void loop(), pollIntervalMs);
        // A feed alone is no reason for a process to go on.
        timer.unref();
      };
      void loop();
      return () => {
        stopped = true;
        clearTimeout(timer);
      };
    },
  };
}

/** One entry that nobody can read must not hide those that come after it. */
function tell({ id, message }: StreamEntry, listener: RevocationListener): void {
  try {
    listener.revoked(parseRevocation(JSON.parse(message['revocation'] ?? 'null')));
  } catch (cause) {
    listener.failed(new Error(`The entry ${id} of the stream is no revocation.`, { cause }));
  }
}
