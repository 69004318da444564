import { isIoredis, type RedisClient } from './redis-client.js';

/** One entry of a stream: its id, and its fields. */
export interface StreamEntry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

/** Appends `entry`, and lets Redis drop entries older than `minId`, milliseconds since the epoch. */
export async function appendToStream(
  client: RedisClient,
  key: string,
  { entry, minId }: { readonly entry: Record<string, string>; readonly minId: number },
): Promise<void> {
  if (isIoredis(client)) {
    const fields = Object.entries(entry).flat();
    await client.call('XADD', key, 'MINID', '~', String(minId), '*', ...fields);
    return;
  }
  const trim = { strategy: 'MINID', strategyModifier: '~', threshold: minId } as const;
  await client.xAdd(key, '*', entry, { TRIM: trim });
}

/** The next entries of a stream from the id `start` on, which `(` excludes. */
export async function readStream(
  client: RedisClient,
  key: string,
  { start, count }: { readonly start: string; readonly count: number },
): Promise<readonly StreamEntry[]> {
  if (!isIoredis(client)) {
    return ((await client.xRange(key, start, '+', { COUNT: count })) ?? []) as StreamEntry[];
  }
  const reply = await client.call('XRANGE', key, start, '+', 'COUNT', String(count));
  return (reply as [id: string, fields: string[]][]).map(([id, fields]) => ({
    id,
    message: Object.fromEntries(
      fields.flatMap((field, index) =>
        index % 2 === 0 ? [[field, fields[index + 1] ?? ''] as const] : [],
      ),
    ),
  }));
}
