import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { saveAttachment, sendAttachment } from '../attachments.js';
import { bytesBody, jsonBody } from '../http/bodies.js';
import { id, text } from '../http/fields.js';
import { conflict, notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import { describeMessages } from '../store/describe-messages.js';
import type { Row } from '../store/tables.js';

const newMessage = z.strictObject({ body: text.trim().min(1, 'A message says something.') });
const emoji = z
  .string()
  .max(40)
  .regex(
    /^(?:\p{Extended_Pictographic}[\p{Emoji_Component}\p{Extended_Pictographic}]*|\p{Regional_Indicator}{2})$/u,
    'React with an emoji.',
  );
const page = z.object({
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** Channels, their messages, threads and reactions. */
export function messagesRoutes(context: ApiContext): Router {
  const { api, db, now, newId } = context;
  const router = Router();

  router.get('/channels', api.requireAction('channels.list'), async (_req, res) => {
    res.json({ items: await db.selectFrom('channels').selectAll().orderBy('name').execute() });
  });

  router.get(
    '/channels/:channelId/messages',
    api.requireAction('messages.list'),
    async (req, res) => {
      const { before, limit } = parse(page, req.query);
      const channelId = await findChannel(req.params.channelId);
      const history = db
        .selectFrom('messages')
        .selectAll()
        .where('channelId', '=', channelId)
        .where('threadId', 'is', null)
        .orderBy('sequence', 'desc')
        .limit(limit);
      const newestFirst =
        before === undefined
          ? history
          : history.where('sequence', '<', (await findMessage(before)).sequence);
      const messages = (await newestFirst.execute()).toReversed();
      res.json({ items: await describeMessages(db, messages) });
    },
  );

  router.get(
    '/messages/:messageId/thread',
    api.requireAction('messages.thread'),
    async (req, res) => {
      const root = await findMessage(req.params.messageId);
      const replies = await db
        .selectFrom('messages')
        .selectAll()
        .where('threadId', '=', root.id)
        .orderBy('sequence')
        .execute();
      res.json({ items: await describeMessages(db, [root, ...replies]) });
    },
  );

  router.get(
    '/messages/:messageId/attachments/:attachmentId',
    api.requireAction('messages.download'),
    async (req, res) => {
      const { messageId, attachmentId } = req.params;
      await sendAttachment(db, res, attachmentId, { messageId });
    },
  );

  router.post(
    '/channels/:channelId/messages',
    api.requireAction('messages.send'),
    jsonBody,
    async (req, res) => {
      const { body } = parse(newMessage, req.body);
      const channelId = await findChannel(req.params.channelId);
      const createdBy = api.getAuth(req).subject;
      res.status(201).json(await send({ channelId, threadId: null, body, createdBy }));
    },
  );

  router.post(
    '/messages/:messageId/replies',
    api.requireAction('messages.reply'),
    jsonBody,
    async (req, res) => {
      const { body } = parse(newMessage, req.body);
      const { id: threadId, channelId, threadId: outer } = await findMessage(req.params.messageId);
      if (outer !== null) throw conflict('This is a reply itself: reply to the first message.');
      const createdBy = api.getAuth(req).subject;
      res.status(201).json(await send({ channelId, threadId, body, createdBy }));
    },
  );

  router.post(
    '/messages/:messageId/reactions',
    api.requireAction('messages.react'),
    jsonBody,
    async (req, res) => {
      const reaction = parse(z.strictObject({ emoji }), req.body);
      const message = await findMessage(req.params.messageId);
      await db
        .insertInto('reactions')
        .values({ messageId: message.id, memberId: api.getAuth(req).subject, ...reaction })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const [described] = await describeMessages(db, [message]);
      res.status(201).json(described);
    },
  );

  router.post(
    '/messages/:messageId/attachments',
    api.requireAction('messages.upload'),
    bytesBody,
    async (req, res) => {
      const { id: messageId } = await findMessage(req.params.messageId);
      res.status(201).json(await saveAttachment(context, req, { messageId }));
    },
  );

  const findChannel = async (channelId: string): Promise<string> => {
    const channel = await db
      .selectFrom('channels')
      .select('id')
      .where('id', '=', channelId)
      .executeTakeFirst();
    if (channel === undefined) throw notFound('channel');
    return channel.id;
  };

  const findMessage = async (messageId: string): Promise<Row<'messages'>> => {
    const message = await db
      .selectFrom('messages')
      .selectAll()
      .where('id', '=', messageId)
      .executeTakeFirst();
    if (message === undefined) throw notFound('message');
    return message;
  };

  const send = async (
    message: Pick<Row<'messages'>, 'channelId' | 'threadId' | 'body' | 'createdBy'>,
  ) => {
    const sent = await db
      .insertInto('messages')
      .values({ id: newId(), ...message, createdAt: now() })
      .returningAll()
      .executeTakeFirstOrThrow();
    const [described] = await describeMessages(db, [sent]);
    return described;
  };

  return router;
}
