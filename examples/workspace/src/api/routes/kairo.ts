import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { notFound } from '../http/http-problem.js';
import { parse } from '../http/parse.js';
import type { Outcome } from '../kairo/run-java-script.js';
import type { Row } from '../store/tables.js';

const newExecution = z.strictObject({
  code: z.string().min(1).max(20_000, 'Code has at most 20 000 characters.'),
});

/** Kairo, the assistant: what it was asked, what it remembers, and code that it runs. */
export function kairoRoutes({ api, db, now, newId, runJavaScript }: ApiContext): Router {
  const router = Router();

  router.get('/kairo/conversations', api.requireAction('conversations.list'), async (_req, res) => {
    const conversations = db.selectFrom('conversations').selectAll();
    res.json({ items: await conversations.orderBy('createdAt', 'desc').execute() });
  });

  router.get(
    '/kairo/conversations/:conversationId',
    api.requireAction('conversations.view'),
    async (req, res) => {
      const conversation = await db
        .selectFrom('conversations')
        .selectAll()
        .where('id', '=', req.params.conversationId)
        .executeTakeFirst();
      if (conversation === undefined) throw notFound('conversation');
      const turns = await db
        .selectFrom('conversationTurns')
        .select(['role', 'text', 'createdAt'])
        .where('conversationId', '=', conversation.id)
        .orderBy('position')
        .execute();
      res.json({ ...conversation, turns });
    },
  );

  router.get('/kairo/memories', api.requireAction('memories.list'), async (_req, res) => {
    const memories = db.selectFrom('memories').selectAll();
    res.json({ items: await memories.orderBy('createdAt', 'desc').execute() });
  });

  router.post('/kairo/executions', api.requireAction('kairo.run'), jsonBody, async (req, res) => {
    const { code } = parse(newExecution, req.body);
    const { subject } = api.getAuth(req);
    const startedAt = now();
    const outcome = await runJavaScript(code, subject);
    const execution = {
      id: newId(),
      code,
      outcome: JSON.stringify(outcome),
      durationMs: Math.max(0, now().getTime() - startedAt.getTime()),
      createdBy: subject,
      createdAt: startedAt,
    };
    await db.insertInto('executions').values(execution).execute();
    res.status(201).location(`/kairo/executions/${execution.id}`).json(describe(execution));
  });

  // Code and what it answered are nobody else's business: each caller sees his own.
  const ownExecutions = (subject: string) =>
    db.selectFrom('executions').selectAll().where('createdBy', '=', subject);

  router.get('/kairo/executions', api.requireAction('kairo.results'), async (req, res) => {
    const own = ownExecutions(api.getAuth(req).subject);
    const executions = await own.orderBy('createdAt', 'desc').limit(50).execute();
    res.json({ items: executions.map(describe) });
  });

  router.get(
    '/kairo/executions/:executionId',
    api.requireAction('kairo.results'),
    async (req, res) => {
      const execution = await ownExecutions(api.getAuth(req).subject)
        .where('id', '=', req.params.executionId)
        .executeTakeFirst();
      if (execution === undefined) throw notFound('execution');
      res.json(describe(execution));
    },
  );

  return router;
}

function describe({ outcome, ...execution }: Row<'executions'>) {
  return { ...execution, ...(JSON.parse(outcome) as Outcome) };
}
