import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { id, name, text } from '../http/fields.js';
import { notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import { findDrive } from '../store/find-drive.js';
import { requireMembers } from '../store/require-members.js';
import type { Row } from '../store/tables.js';

const permission = z.enum(['view', 'edit', 'manage']);
const settings = z.strictObject({
  name: name.exactOptional(),
  description: text.exactOptional(),
  defaultPermission: permission.exactOptional(),
});

/** Drives: what is on them, who may use them, and their settings. */
export function drivesRoutes({ api, db, now }: ApiContext): Router {
  const router = Router();

  router.get('/drives', api.requireAction('drives.list'), async (_req, res) => {
    res.json({ items: await db.selectFrom('drives').selectAll().orderBy('name').execute() });
  });

  router.get('/drives/:driveId/items', api.requireAction('drives.browse'), async (req, res) => {
    const { id: driveId } = await findDrive(db, req.params.driveId);
    const { folder } = parse(z.object({ folder: id.exactOptional() }), req.query);
    const inDrive = db.selectFrom('files').selectAll().where('driveId', '=', driveId);
    const files = inDrive.where('folderId', folder === undefined ? 'is' : '=', folder ?? null);
    const folders = db.selectFrom('folders').select(['id', 'name']).where('driveId', '=', driveId);
    res.json({
      folders: folder === undefined ? await folders.orderBy('name').execute() : [],
      files: await files.orderBy('name').execute(),
    });
  });

  router.patch(
    '/drives/:driveId',
    api.requireAction('drives.configure'),
    jsonBody,
    async (req, res) => {
      const { id: driveId } = await findDrive(db, req.params.driveId);
      res.json(await updateDrive(driveId, parse(settings, req.body)));
    },
  );

  router.post('/drives/:driveId/archive', api.requireAction('drives.archive'), async (req, res) => {
    const { id: driveId, archivedAt } = await findDrive(db, req.params.driveId);
    res.json(await updateDrive(driveId, { archivedAt: archivedAt ?? now() }));
  });

  router.post('/drives/:driveId/restore', api.requireAction('drives.restore'), async (req, res) => {
    const { id: driveId } = await findDrive(db, req.params.driveId);
    res.json(await updateDrive(driveId, { archivedAt: null }));
  });

  router.get(
    '/drives/:driveId/permissions',
    api.requireAction('drives.permissions'),
    async (req, res) => {
      const { id: driveId } = await findDrive(db, req.params.driveId);
      const items = await db
        .selectFrom('drivePermissions')
        .select(['memberId', 'permission'])
        .where('driveId', '=', driveId)
        .orderBy('memberId')
        .execute();
      res.json({ items });
    },
  );

  router.post(
    '/drives/:driveId/permissions',
    api.requireAction('drives.share'),
    jsonBody,
    async (req, res) => {
      const { id: driveId } = await findDrive(db, req.params.driveId);
      const share = parse(z.strictObject({ memberId: id, permission }), req.body);
      await requireMembers(db, [share.memberId]);
      await db
        .insertInto('drivePermissions')
        .values({ driveId, ...share })
        .onConflict((conflict) => conflict.columns(['driveId', 'memberId']).doUpdateSet(share))
        .execute();
      res.status(201).json(share);
    },
  );

  router.put(
    '/drives/:driveId/permissions/:memberId',
    api.requireAction('drives.permissions'),
    jsonBody,
    async (req, res) => {
      const { driveId, memberId } = req.params;
      const change = parse(z.strictObject({ permission }), req.body);
      const updated = await db
        .updateTable('drivePermissions')
        .set(change)
        .where('driveId', '=', driveId)
        .where('memberId', '=', memberId)
        .returning(['memberId', 'permission'])
        .executeTakeFirst();
      if (updated === undefined) throw notFound('permission');
      res.json(updated);
    },
  );

  router.delete(
    '/drives/:driveId/permissions/:memberId',
    api.requireAction('drives.permissions'),
    async (req, res) => {
      const { driveId, memberId } = req.params;
      const deleted = await db
        .deleteFrom('drivePermissions')
        .where('driveId', '=', driveId)
        .where('memberId', '=', memberId)
        .returning('memberId')
        .executeTakeFirst();
      if (deleted === undefined) throw notFound('permission');
      res.status(204).end();
    },
  );

  const updateDrive = async (driveId: string, change: Partial<Row<'drives'>>) => {
    if (Object.keys(change).length === 0) return await findDrive(db, driveId);
    return await db
      .updateTable('drives')
      .set(change)
      .where('id', '=', driveId)
      .returningAll()
      .executeTakeFirstOrThrow();
  };

  return router;
}
