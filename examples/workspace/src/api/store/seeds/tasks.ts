import type { Kysely } from 'kysely';
import type { Tables } from '../tables.js';
import { at, dayAt } from './days.js';

const boards = [
  {
    id: 'board-workshop',
    name: 'Workshop',
    description: 'What is on the benches',
    columns: ['To do', 'In progress', 'Done'],
  },
  {
    id: 'board-website',
    name: 'Website',
    description: 'The new pages',
    columns: ['Backlog', 'Writing', 'Review', 'Live'],
  },
];

export async function seedTasks(db: Kysely<Tables>, now: Date): Promise<void> {
  for (const { columns, ...board } of boards) {
    await db.insertInto('taskboards').values(board).execute();
    await db
      .insertInto('taskboardColumns')
      .values(
        columns.map((name, position) => ({
          id: columnId(board.id, position),
          boardId: board.id,
          name,
          position,
        })),
      )
      .execute();
  }

  const task = (
    id: string,
    boardId: string,
    position: number,
    title: string,
    description: string,
    dueDate: string | null,
  ) => ({
    id,
    boardId,
    columnId: columnId(boardId, position),
    title,
    description,
    dueDate,
    createdBy: 'ben',
    createdAt: at(now, -10, '09:00'),
    updatedAt: at(now, -3, '16:30'),
  });
  await db
    .insertInto('tasks')
    .values([
      task(
        'task-legs',
        'board-workshop',
        1,
        'Turn the legs for Bergman',
        'Four, 70 mm to 45 mm.',
        dayAt(now, 3),
      ),
      task('task-oil', 'board-workshop', 0, 'Oil the Bergman table', 'Two coats.', dayAt(now, 8)),
      task('task-bench', 'board-workshop', 0, 'Rails for the bench', '', null),
      task('task-blade', 'board-workshop', 2, 'Change the saw blade', '', null),
      task(
        'task-photos',
        'board-website',
        0,
        'Photographs of the pantry doors',
        'Morning light.',
        null,
      ),
      task('task-prices', 'board-website', 2, 'Page with the prices of 2026', '', dayAt(now, 14)),
    ])
    .execute();
  await db
    .insertInto('taskAssignees')
    .values([
      { taskId: 'task-legs', memberId: 'mira' },
      { taskId: 'task-oil', memberId: 'jonas' },
      { taskId: 'task-prices', memberId: 'cleo' },
      { taskId: 'task-prices', memberId: 'ada' },
    ])
    .execute();
}

function columnId(boardId: string, position: number): string {
  return `${boardId.replace('board', 'column')}-${position + 1}`;
}
