import { Router } from 'express';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { saveAttachment, sendAttachment } from '../attachments.js';
import { bytesBody, jsonBody } from '../http/bodies.js';
import { id, name } from '../http/fields.js';
import { conflict, invalidInput, notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import { findDrive } from '../store/find-drive.js';
import { listAttachments } from '../store/list-attachments.js';
import type { Row, Tables } from '../store/tables.js';
import { fileVersionsRoutes } from './file-versions.js';

const content = z.string().max(500_000, 'A file has at most 500 000 characters.');
const newFile = z.strictObject({
  name,
  driveId: id.default('drive-general'),
  folderId: id.nullable().default(null),
  content: content.default(''),
});
const edit = z.strictObject({ content, basedOn: z.int().positive().exactOptional() });
const move = z.strictObject({
  name: name.exactOptional(),
  driveId: id.exactOptional(),
  folderId: id.nullable().exactOptional(),
});

/** Files: reading, writing, moving, attachments. */
export function filesRoutes(context: ApiContext): Router {
  const { api, db, now, newId } = context;
  const router = Router();
  router.use(fileVersionsRoutes(context));

  router.get('/files', api.requireAction('files.list'), async (req, res) => {
    const { drive } = parse(z.object({ drive: id.exactOptional() }), req.query);
    const all = db.selectFrom('files').selectAll().orderBy('name');
    const files = drive === undefined ? all : all.where('driveId', '=', drive);
    res.json({ items: await files.execute() });
  });

  router.post('/files', api.requireAction('files.create'), jsonBody, async (req, res) => {
    const { content, ...place } = parse(newFile, req.body);
    await requirePlace(db, place);
    const file = {
      id: newId(),
      ...place,
      version: 1,
      ...stamps(api.getAuth(req).subject, now()),
    };
    await db.transaction().execute(async (transaction) => {
      await transaction.insertInto('files').values(file).execute();
      await saveVersion(transaction, file, content);
    });
    res.status(201).location(`/files/${file.id}`).json(file);
  });

  router.get('/files/:fileId', api.requireAction('files.view'), async (req, res) => {
    const file = await findFile(db, req.params.fileId);
    const attachments = await listAttachments(db, 'fileId', [file.id]);
    res.json({ ...file, attachments: attachments.get(file.id) ?? [] });
  });

  router.put(
    '/files/:fileId/content',
    api.requireAction('files.edit'),
    jsonBody,
    async (req, res) => {
      const { content, basedOn } = parse(edit, req.body);
      const editor = api.getAuth(req).subject;
      const edited = await db.transaction().execute(async (transaction) => {
        const file = await findChangeableFile(transaction, req.params.fileId);
        if (basedOn !== undefined && basedOn !== file.version) {
          throw conflict(
            `The file has changed: version ${file.version} is the newest. Read it and edit again.`,
          );
        }
        const next = { version: file.version + 1, updatedBy: editor, updatedAt: now() };
        await transaction.updateTable('files').set(next).where('id', '=', file.id).execute();
        const edited = { ...file, ...next };
        await saveVersion(transaction, edited, content);
        return edited;
      });
      res.json(edited);
    },
  );

  router.patch('/files/:fileId', api.requireAction('files.move'), jsonBody, async (req, res) => {
    const change = parse(move, req.body);
    const mover = api.getAuth(req).subject;
    const moved = await db.transaction().execute(async (transaction) => {
      const file = await findChangeableFile(transaction, req.params.fileId);
      // A folder stays behind with its drive.
      const folderId = change.driveId === undefined ? file.folderId : null;
      const place = { name: file.name, driveId: file.driveId, folderId, ...change };
      await requirePlace(transaction, place);
      const next = { ...place, updatedBy: mover, updatedAt: now() };
      await transaction.updateTable('files').set(next).where('id', '=', file.id).execute();
      return { ...file, ...next };
    });
    res.json(moved);
  });

  router.delete('/files/:fileId', api.requireAction('files.delete'), async (req, res) => {
    const file = await findChangeableFile(db, req.params.fileId);
    await db.deleteFrom('files').where('id', '=', file.id).execute();
    res.status(204).end();
  });

  router.post(
    '/files/:fileId/attachments',
    api.requireAction('files.upload'),
    bytesBody,
    async (req, res) => {
      const file = await findChangeableFile(db, req.params.fileId);
      res.status(201).json(await saveAttachment(context, req, { fileId: file.id }));
    },
  );

  router.get(
    '/files/:fileId/attachments/:attachmentId',
    api.requireAction('files.download'),
    async (req, res) => {
      const { fileId, attachmentId } = req.params;
      await sendAttachment(db, res, attachmentId, { fileId });
    },
  );

  return router;
}

async function findFile(db: Kysely<Tables>, fileId: string): Promise<Row<'files'>> {
  const file = await db.selectFrom('files').selectAll().where('id', '=', fileId).executeTakeFirst();
  if (file === undefined) throw notFound('file');
  return file;
}

async function findChangeableFile(db: Kysely<Tables>, fileId: string): Promise<Row<'files'>> {
  const file = await findFile(db, fileId);
  requireOpen(await findDrive(db, file.driveId));
  return file;
}

async function requirePlace(
  db: Kysely<Tables>,
  { driveId, folderId }: Pick<Row<'files'>, 'driveId' | 'folderId'>,
): Promise<void> {
  requireOpen(await findDrive(db, driveId));
  if (folderId === null) return;
  const folder = await db
    .selectFrom('folders')
    .select('id')
    .where('id', '=', folderId)
    .where('driveId', '=', driveId)
    .executeTakeFirst();
  if (folder === undefined) throw invalidInput('folderId: the drive has no such folder.');
}

function requireOpen({ archivedAt }: Row<'drives'>): void {
  if (archivedAt !== null) throw conflict('The drive is archived: restore it first.');
}

async function saveVersion(db: Kysely<Tables>, file: Row<'files'>, content: string): Promise<void> {
  const { id: fileId, version, updatedBy: createdBy, updatedAt: createdAt } = file;
  await db
    .insertInto('fileVersions')
    .values({ fileId, version, content, createdBy, createdAt })
    .execute();
}

function stamps(by: string, at: Date) {
  return { createdBy: by, createdAt: at, updatedBy: by, updatedAt: at };
}
