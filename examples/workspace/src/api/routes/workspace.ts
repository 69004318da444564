import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { name, text } from '../http/fields.js';
import { parse } from '../http/parse.js';
import { isTimeZone } from '../is-time-zone.js';
import type { Row } from '../store/tables.js';

const settings = z.strictObject({
  name: name.exactOptional(),
  description: text.exactOptional(),
  timeZone: z.string().refine(isTimeZone, 'Name a time zone as Europe/Stockholm.').exactOptional(),
  weekStartsOn: z.enum(['monday', 'sunday']).exactOptional(),
});
const hostName = z
  .string()
  .max(253)
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/, 'Name a host as a.example.');
const webhookSettings = z.strictObject({
  enabled: z.boolean(),
  allowedHosts: z.array(hostName).max(50),
});

/** The workspace itself: its name, settings and members. */
export function workspaceRoutes({ api, db }: ApiContext): Router {
  const router = Router();

  router.get('/workspace', api.requireAction('workspace.view'), async (_req, res) => {
    res.json(describe(await db.selectFrom('workspace').selectAll().executeTakeFirstOrThrow()));
  });

  router.patch(
    '/workspace',
    api.requireAction('workspace.configure'),
    jsonBody,
    async (req, res) => {
      res.json(describe(await update(parse(settings, req.body))));
    },
  );

  router.put(
    '/workspace/webhooks',
    api.requireAction('webhooks.configure'),
    jsonBody,
    async (req, res) => {
      const { enabled, allowedHosts } = parse(webhookSettings, req.body);
      const change = { webhooksEnabled: enabled, webhookHosts: allowedHosts.join(' ') };
      res.json(describe(await update(change)).webhooks);
    },
  );

  router.get('/members', api.requireAction('members.list'), async (_req, res) => {
    res.json({ items: await db.selectFrom('members').selectAll().orderBy('name').execute() });
  });

  const update = async (change: Partial<Row<'workspace'>>) => {
    const current = await db.selectFrom('workspace').selectAll().executeTakeFirstOrThrow();
    const next = { ...current, ...change };
    await db.updateTable('workspace').set(next).execute();
    return next;
  };

  return router;
}

function describe(workspace: Row<'workspace'>) {
  const { name, description, timeZone, weekStartsOn, webhooksEnabled, webhookHosts } = workspace;
  const allowedHosts = webhookHosts === '' ? [] : webhookHosts.split(' ');
  const webhooks = { enabled: webhooksEnabled, allowedHosts };
  return { name, description, timeZone, weekStartsOn, webhooks };
}
