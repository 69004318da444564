import type { Request, Response } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { ApiContext } from './api-context.js';
import { name } from './http/fields.js';
import { invalidInput, notFound } from './http/http-problem.js';
import { parse } from './http/parse.js';
import type { AttachmentSummary } from './store/list-attachments.js';
import type { Tables } from './store/tables.js';

/** What an attachment belongs to. */
export type AttachmentOwner = { readonly fileId: string } | { readonly messageId: string };

const mediaType = z.string().regex(/^[\w.+-]+\/[\w.+-]+$/);

/**
 * Keeps the bytes of a request as an attachment, named by its `name` parameter.
 * @throws {HttpProblem} 400 for a missing name, media type or body.
 */
export async function saveAttachment(
  { api, db, now, newId }: ApiContext,
  req: Request,
  owner: AttachmentOwner,
): Promise<AttachmentSummary> {
  const input = parse(z.object({ name }), req.query);
  const type = mediaType.safeParse(req.headers['content-type']?.replace(/;.*$/s, ''));
  if (!type.success) throw invalidInput('Send the media type of the bytes as Content-Type.');
  const content: unknown = req.body;
  if (!(content instanceof Uint8Array) || content.byteLength === 0) {
    throw invalidInput('Send the bytes of the attachment as the body.');
  }

  const attachment = {
    id: newId(),
    name: input.name,
    mediaType: type.data,
    createdBy: api.getAuth(req).subject,
    createdAt: now(),
  };
  await db
    .insertInto('attachments')
    .values({ fileId: null, messageId: null, ...owner, ...attachment, content })
    .execute();
  return { ...attachment, size: content.byteLength };
}

/**
 * Sends the bytes of an attachment, as a download that no browser renders.
 * @throws {HttpProblem} 404 if the owner has no such attachment.
 */
export async function sendAttachment(
  db: Kysely<Tables>,
  res: Response,
  attachmentId: string,
  owner: AttachmentOwner,
): Promise<void> {
  const [column, ownerId] =
    'fileId' in owner
      ? (['fileId', owner.fileId] as const)
      : (['messageId', owner.messageId] as const);
  const attachment = await db
    .selectFrom('attachments')
    .select(['name', 'mediaType', 'content'])
    .where('id', '=', attachmentId)
    .where(column, '=', ownerId)
    .executeTakeFirst();
  if (attachment === undefined) throw notFound('attachment');
  res.attachment(attachment.name).set('Content-Type', attachment.mediaType);
  res.send(Buffer.from(attachment.content));
}
