import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../api-context.js';
import { jsonBody } from '../http/bodies.js';
import { day, id, name, text } from '../http/fields.js';
import { parse } from '../http/parse.js';
import { requireMembers } from '../store/require-members.js';
import { createTaskStore } from '../store/task-store.js';

const assignees = z.array(id).max(50);
const newTask = z.strictObject({
  title: name,
  boardId: id.default('board-workshop'),
  columnId: id.exactOptional(),
  description: text.default(''),
  dueDate: day.nullable().default(null),
  assignees: assignees.default([]),
});
const changes = z.strictObject({
  title: name.exactOptional(),
  description: text.exactOptional(),
  columnId: id.exactOptional(),
});

/** Taskboards, their columns and tasks. */
export function tasksRoutes({ api, db, now, newId }: ApiContext): Router {
  const router = Router();
  const tasks = createTaskStore(db, now);

  router.get('/taskboards', api.requireAction('taskboards.list'), async (_req, res) => {
    res.json({ items: await db.selectFrom('taskboards').selectAll().orderBy('name').execute() });
  });

  router.get(
    '/taskboards/:boardId/columns',
    api.requireAction('taskboards.columns'),
    async (req, res) => {
      const columns = await tasks.columnsOf(req.params.boardId);
      res.json({ items: columns.map(({ id, name, position }) => ({ id, name, position })) });
    },
  );

  router.get('/taskboards/:boardId/tasks', api.requireAction('tasks.list'), async (req, res) => {
    await tasks.columnsOf(req.params.boardId);
    res.json({ items: await tasks.list(req.params.boardId) });
  });

  router.get('/tasks/:taskId', api.requireAction('tasks.view'), async (req, res) => {
    res.json(await tasks.find(req.params.taskId));
  });

  router.post('/tasks', api.requireAction('tasks.create'), jsonBody, async (req, res) => {
    const { columnId, ...task } = parse(newTask, req.body);
    const column = await tasks.columnOn(task.boardId, columnId);
    await requireMembers(db, task.assignees);
    const at = now();
    const created = { id: newId(), ...task, columnId: column.id, createdAt: at, updatedAt: at };
    res.status(201).location(`/tasks/${created.id}`);
    res.json(await tasks.create({ ...created, createdBy: api.getAuth(req).subject }));
  });

  router.patch('/tasks/:taskId', api.requireAction('tasks.update'), jsonBody, async (req, res) => {
    const change = parse(changes, req.body);
    const task = await tasks.find(req.params.taskId);
    if (change.columnId !== undefined) await tasks.columnOn(task.boardId, change.columnId);
    res.json(await tasks.update(task.id, change));
  });

  router.put(
    '/tasks/:taskId/assignees',
    api.requireAction('tasks.assign'),
    jsonBody,
    async (req, res) => {
      const input = parse(z.strictObject({ assignees }), req.body);
      const { id: taskId } = await tasks.find(req.params.taskId);
      await requireMembers(db, input.assignees);
      res.json(await tasks.assign(taskId, input.assignees));
    },
  );

  router.put(
    '/tasks/:taskId/due-date',
    api.requireAction('tasks.schedule'),
    jsonBody,
    async (req, res) => {
      const change = parse(z.strictObject({ dueDate: day.nullable() }), req.body);
      const { id: taskId } = await tasks.find(req.params.taskId);
      res.json(await tasks.update(taskId, change));
    },
  );

  router.post(
    '/tasks/:taskId/move',
    api.requireAction('tasks.move'),
    jsonBody,
    async (req, res) => {
      const { boardId, columnId } = parse(
        z.strictObject({ boardId: id, columnId: id.exactOptional() }),
        req.body,
      );
      const { id: taskId } = await tasks.find(req.params.taskId);
      const column = await tasks.columnOn(boardId, columnId);
      res.json(await tasks.update(taskId, { boardId, columnId: column.id }));
    },
  );

  return router;
}
