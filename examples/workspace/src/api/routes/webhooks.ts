import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { conflict, notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import type { Row } from '../store/tables.js';

const url = z
  .url({ protocol: /^https$/, error: 'Name an https: address.' })
  .max(2000)
  .refine((value) => URL.canParse(value) && new URL(value).username === '', {
    error: 'The address must not hold a user name or password.',
  });
const events = z
  .array(z.enum(['files.changed', 'messages.sent', 'tasks.changed', 'events.changed']))
  .min(1);
const newWebhook = z.strictObject({ url, events, active: z.boolean().default(true) });
const changes = z.strictObject({
  url: url.exactOptional(),
  events: events.exactOptional(),
  active: z.boolean().exactOptional(),
});

/** Webhook configurations. This example keeps them; it does not call them. */
export function webhooksRoutes({ api, db, now, newId }: ApiContext): Router {
  const router = Router();

  router.get('/webhooks', api.requireAction('webhooks.list'), async (_req, res) => {
    const webhooks = await db.selectFrom('webhooks').selectAll().orderBy('createdAt').execute();
    res.json({ items: webhooks.map(describe) });
  });

  router.get('/webhooks/:webhookId', api.requireAction('webhooks.view'), async (req, res) => {
    res.json(describe(await findWebhook(req.params.webhookId)));
  });

  router.post('/webhooks', api.requireAction('webhooks.create'), jsonBody, async (req, res) => {
    const { events, ...input } = parse(newWebhook, req.body);
    await requireAllowed(input.url);
    const at = now();
    const webhook = {
      id: newId(),
      ...input,
      events: events.join(' '),
      createdBy: api.getAuth(req).subject,
      createdAt: at,
      updatedAt: at,
    };
    await db.insertInto('webhooks').values(webhook).execute();
    res.status(201).location(`/webhooks/${webhook.id}`).json(describe(webhook));
  });

  router.patch(
    '/webhooks/:webhookId',
    api.requireAction('webhooks.update'),
    jsonBody,
    async (req, res) => {
      const { events, ...change } = parse(changes, req.body);
      const webhook = await findWebhook(req.params.webhookId);
      if (change.url !== undefined) await requireAllowed(change.url);
      const updated = {
        ...webhook,
        ...change,
        events: events?.join(' ') ?? webhook.events,
        updatedAt: now(),
      };
      await db.updateTable('webhooks').set(updated).where('id', '=', webhook.id).execute();
      res.json(describe(updated));
    },
  );

  router.delete('/webhooks/:webhookId', api.requireAction('webhooks.delete'), async (req, res) => {
    const webhook = await findWebhook(req.params.webhookId);
    await db.deleteFrom('webhooks').where('id', '=', webhook.id).execute();
    res.status(204).end();
  });

  const findWebhook = async (webhookId: string): Promise<Row<'webhooks'>> => {
    const webhook = await db
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', webhookId)
      .executeTakeFirst();
    if (webhook === undefined) throw notFound('webhook');
    return webhook;
  };

  const requireAllowed = async (url: string): Promise<void> => {
    const { webhooksEnabled, webhookHosts } = await db
      .selectFrom('workspace')
      .select(['webhooksEnabled', 'webhookHosts'])
      .executeTakeFirstOrThrow();
    if (!webhooksEnabled || webhookHosts === '') {
      throw conflict('Webhooks are switched off for this workspace.');
    }
    const allowedHosts = webhookHosts.split(' ');
    if (!allowedHosts.includes(new URL(url).hostname)) {
      throw conflict(
        `The workspace allows webhooks to ${allowedHosts.join(', ')} only: whoever manages the workspace may change that with PUT /workspace/webhooks.`,
      );
    }
  };

  return router;
}

function describe({ events, ...webhook }: Row<'webhooks'>) {
  return { ...webhook, events: events.split(' ') };
}
