import type { Kysely } from 'kysely';
import { invalidInput, notFound } from '../http/http-problem.js';
import type { Row, Tables } from './tables.js';

/** A task with the ids of those who do it. */
export interface AssignedTask extends Row<'tasks'> {
  readonly assignees: readonly string[];
}

/** Tasks as routes see them: always together with their assignees. */
export interface TaskStore {
  /**
   * The columns of a board, from left to right.
   * @throws {HttpProblem} 404 if there is no such board.
   */
  columnsOf(boardId: string): Promise<Row<'taskboardColumns'>[]>;
  /**
   * The column with this id, or the first one, of a board.
   * @throws {HttpProblem} 400 if the board, or its column, does not exist.
   */
  columnOn(boardId: string, columnId?: string): Promise<Row<'taskboardColumns'>>;
  list(boardId: string): Promise<AssignedTask[]>;
  /** @throws {HttpProblem} 404 if there is no such task. */
  find(taskId: string): Promise<AssignedTask>;
  create(task: AssignedTask): Promise<AssignedTask>;
  update(taskId: string, change: Partial<Row<'tasks'>>): Promise<AssignedTask>;
  assign(taskId: string, memberIds: readonly string[]): Promise<AssignedTask>;
}

export function createTaskStore(db: Kysely<Tables>, now: () => Date): TaskStore {
  const columnsOf = async (boardId: string) =>
    await db
      .selectFrom('taskboardColumns')
      .selectAll()
      .where('boardId', '=', boardId)
      .orderBy('position')
      .execute();

  const withAssignees = async (tasks: readonly Row<'tasks'>[]): Promise<AssignedTask[]> => {
    if (tasks.length === 0) return [];
    const rows = await db
      .selectFrom('taskAssignees')
      .selectAll()
      .where(
        'taskId',
        'in',
        tasks.map(({ id }) => id),
      )
      .orderBy('memberId')
      .execute();
    return tasks.map((task) => ({
      ...task,
      assignees: rows.filter(({ taskId }) => taskId === task.id).map(({ memberId }) => memberId),
    }));
  };

  const find = async (taskId: string): Promise<AssignedTask> => {
    const rows = await db.selectFrom('tasks').selectAll().where('id', '=', taskId).execute();
    const [task] = await withAssignees(rows);
    if (task === undefined) throw notFound('task');
    return task;
  };

  return {
    async columnsOf(boardId) {
      const columns = await columnsOf(boardId);
      // Every board has a column.
      if (columns.length === 0) throw notFound('taskboard');
      return columns;
    },

    async columnOn(boardId, columnId) {
      const columns = await columnsOf(boardId);
      if (columns.length === 0) throw invalidInput('boardId: there is no such taskboard.');
      const column =
        columnId === undefined ? columns[0] : columns.find(({ id }) => id === columnId);
      if (column === undefined) throw invalidInput('columnId: the taskboard has no such column.');
      return column;
    },

    async list(boardId) {
      const tasks = await db
        .selectFrom('tasks')
        .selectAll()
        .where('boardId', '=', boardId)
        .orderBy('createdAt')
        .orderBy('id')
        .execute();
      return await withAssignees(tasks);
    },

    find,

    async create({ assignees, ...task }) {
      await db.transaction().execute(async (transaction) => {
        await transaction.insertInto('tasks').values(task).execute();
        await replaceAssignees(transaction, task.id, assignees);
      });
      return await find(task.id);
    },

    async update(taskId, change) {
      await db
        .updateTable('tasks')
        .set({ ...change, updatedAt: now() })
        .where('id', '=', taskId)
        .execute();
      return await find(taskId);
    },

    async assign(taskId, memberIds) {
      await db.transaction().execute(async (transaction) => {
        await replaceAssignees(transaction, taskId, memberIds);
        const change = { updatedAt: now() };
        await transaction.updateTable('tasks').set(change).where('id', '=', taskId).execute();
      });
      return await find(taskId);
    },
  };
}

async function replaceAssignees(
  db: Kysely<Tables>,
  taskId: string,
  memberIds: readonly string[],
): Promise<void> {
  await db.deleteFrom('taskAssignees').where('taskId', '=', taskId).execute();
  if (memberIds.length === 0) return;
  const rows = [...new Set(memberIds)].map((memberId) => ({ taskId, memberId }));
  await db.insertInto('taskAssignees').values(rows).execute();
}
