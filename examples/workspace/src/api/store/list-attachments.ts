import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.js';

/** An attachment without its bytes. */
export interface AttachmentSummary {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  /** In bytes. */
  readonly size: number;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** The attachments of some files or messages, by the id of their owner, oldest first. */
export async function listAttachments(
  db: Kysely<Tables>,
  owner: 'fileId' | 'messageId',
  ownerIds: readonly string[],
): Promise<Map<string, AttachmentSummary[]>> {
  const byOwner = new Map<string, AttachmentSummary[]>();
  if (ownerIds.length === 0) return byOwner;
  const rows = await db
    .selectFrom('attachments')
    .select(['id', 'name', 'mediaType', 'createdBy', 'createdAt', owner])
    .select(sql<number>`octet_length(content)`.as('size'))
    .where(owner, 'in', ownerIds)
    .orderBy('createdAt')
    .execute();
  for (const { [owner]: ownerId, ...attachment } of rows) {
    const list = byOwner.get(ownerId!);
    if (list === undefined) byOwner.set(ownerId!, [attachment]);
    else list.push(attachment);
  }
  return byOwner;
}
