import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { name } from '../http/fields.js';
import { notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';

const kind = z.enum(['accounting', 'chat', 'storage', 'other']);
const newIntegration = z.strictObject({ name, kind, enabled: z.boolean().default(true) });
const changes = z.strictObject({
  name: name.exactOptional(),
  enabled: z.boolean().exactOptional(),
});

/** Which other products the workspace works with. */
export function integrationsRoutes({ api, db, now, newId }: ApiContext): Router {
  const router = Router();

  router.get('/integrations', api.requireAction('integrations.manage'), async (_req, res) => {
    res.json({ items: await db.selectFrom('integrations').selectAll().orderBy('name').execute() });
  });

  router.post(
    '/integrations',
    api.requireAction('integrations.manage'),
    jsonBody,
    async (req, res) => {
      const input = parse(newIntegration, req.body);
      const integration = {
        id: newId(),
        ...input,
        createdBy: api.getAuth(req).subject,
        createdAt: now(),
      };
      await db.insertInto('integrations').values(integration).execute();
      res.status(201).json(integration);
    },
  );

  router.patch(
    '/integrations/:integrationId',
    api.requireAction('integrations.manage'),
    jsonBody,
    async (req, res) => {
      const change = parse(changes, req.body);
      const integration = await db
        .selectFrom('integrations')
        .selectAll()
        .where('id', '=', req.params.integrationId)
        .executeTakeFirst();
      if (integration === undefined) throw notFound('integration');
      const updated = { ...integration, ...change };
      await db.updateTable('integrations').set(updated).where('id', '=', integration.id).execute();
      res.json(updated);
    },
  );

  router.delete(
    '/integrations/:integrationId',
    api.requireAction('integrations.manage'),
    async (req, res) => {
      const deleted = await db
        .deleteFrom('integrations')
        .where('id', '=', req.params.integrationId)
        .returning('id')
        .executeTakeFirst();
      if (deleted === undefined) throw notFound('integration');
      res.status(204).end();
    },
  );

  return router;
}
