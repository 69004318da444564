import { Router } from 'express';
import { sql, type Kysely } from 'kysely';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import type { Tables } from '../store/tables.js';

const versionNumber = z.coerce.number().int().positive().max(2_147_483_647);

/** What is, and what was, in a file. */
export function fileVersionsRoutes({ api, db }: ApiContext): Router {
  const router = Router();

  router.get('/files/:fileId/content', api.requireAction('files.read'), async (req, res) => {
    res.json(await readVersion(db, req.params.fileId));
  });

  router.get('/files/:fileId/versions', api.requireAction('files.versions'), async (req, res) => {
    const items = await db
      .selectFrom('fileVersions')
      .select(['version', 'createdBy', 'createdAt'])
      .select(sql<number>`octet_length(content)`.as('size'))
      .where('fileId', '=', req.params.fileId)
      .orderBy('version', 'desc')
      .execute();
    // Every file has a version.
    if (items.length === 0) throw notFound('file');
    res.json({ items });
  });

  router.get(
    '/files/:fileId/versions/:version',
    api.requireAction('files.versions'),
    async (req, res) => {
      const version = parse(versionNumber, req.params.version);
      res.json(await readVersion(db, req.params.fileId, version));
    },
  );

  return router;
}

async function readVersion(db: Kysely<Tables>, fileId: string, version?: number) {
  const versions = db
    .selectFrom('fileVersions')
    .select(['fileId', 'version', 'content'])
    .where('fileId', '=', fileId);
  const wanted =
    version === undefined
      ? versions.orderBy('version', 'desc').limit(1)
      : versions.where('version', '=', version);
  const found = await wanted.executeTakeFirst();
  if (found === undefined) throw notFound(version === undefined ? 'file' : 'version');
  return found;
}
