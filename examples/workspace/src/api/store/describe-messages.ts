import type { Kysely } from 'kysely';
import { listAttachments, type AttachmentSummary } from './list-attachments.js';
import type { Row, Tables } from './tables.js';

/** A message with what hangs on it. */
export interface DescribedMessage extends Omit<Row<'messages'>, 'sequence'> {
  readonly replyCount: number;
  readonly reactions: readonly { readonly emoji: string; readonly members: readonly string[] }[];
  readonly attachments: readonly AttachmentSummary[];
}

/** The messages in the same order, each with its replies counted, its reactions and attachments. */
export async function describeMessages(
  db: Kysely<Tables>,
  messages: readonly Row<'messages'>[],
): Promise<DescribedMessage[]> {
  if (messages.length === 0) return [];
  const ids = messages.map(({ id }) => id);

  const counts = await db
    .selectFrom('messages')
    .select((eb) => ['threadId', eb.cast<number>(eb.fn.countAll(), 'integer').as('count')])
    .where('threadId', 'in', ids)
    .groupBy('threadId')
    .execute();
  const replyCounts = new Map(counts.map(({ threadId, count }) => [threadId, count]));

  const reactions = await db
    .selectFrom('reactions')
    .selectAll()
    .where('messageId', 'in', ids)
    .orderBy('emoji')
    .orderBy('memberId')
    .execute();
  const attachments = await listAttachments(db, 'messageId', ids);

  return messages.map(({ sequence: _sequence, ...message }) => {
    const members = new Map<string, string[]>();
    for (const { messageId, emoji, memberId } of reactions) {
      if (messageId === message.id) members.set(emoji, [...(members.get(emoji) ?? []), memberId]);
    }
    return {
      ...message,
      replyCount: replyCounts.get(message.id) ?? 0,
      reactions: [...members].map(([emoji, members]) => ({ emoji, members })),
      attachments: attachments.get(message.id) ?? [],
    };
  });
}
