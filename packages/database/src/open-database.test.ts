import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyFreshDatabase } from '../../../test/support/fresh-database.js';
import type { Migrations } from './migrate.js';
import { openDatabase } from './open-database.js';

type Tables = { note: { id: number; text: string } };

const notes: Migrations = {
  '001_notes': {
    up: (db: Kysely<unknown>) =>
      db.schema
        .createTable('note')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('text', 'text', (column) => column.notNull())
        .execute(),
  },
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'stepscope-database-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a directory', { timeout: 60_000 }, () => {
  test('keeps its rows when it is closed and opened again', async () => {
    await copyFreshDatabase(directory);
    const first = await openDatabase({ directory });
    await first.migrate('test', notes);
    await first.db
      .$extendTables<Tables>()
      .insertInto('note')
      .values({ id: 1, text: 'kept' })
      .execute();
    await first.close();

    const second = await openDatabase({ directory });
    await second.migrate('test', notes);
    const rows = await second.db.$extendTables<Tables>().selectFrom('note').selectAll().execute();
    await second.close();
    expect(rows).toEqual([{ id: 1, text: 'kept' }]);
  });

  test('is readable by its owner only when it is created', async () => {
    const created = join(directory, 'new');
    const database = await openDatabase({ directory: created });
    await database.close();
    expect((await stat(created)).mode & 0o077).toBe(0);
  });

  test('keeps its data readable by its owner only where it was there before and open to all', async () => {
    const postgres = join(directory, 'postgres');
    const modeOfData = async () => (await stat(postgres)).mode & 0o777;
    await copyFreshDatabase(directory);
    await chmod(directory, 0o755);
    await (await openDatabase({ directory })).close();
    expect(await modeOfData()).toBe(0o700);

    await chmod(postgres, 0o755);
    await (await openDatabase({ directory })).close();
    expect(await modeOfData()).toBe(0o700);
  });

  test('is refused to a second opening within the process, and free after close', async () => {
    await copyFreshDatabase(directory);
    const first = await openDatabase({ directory });
    await expect(openDatabase({ directory })).rejects.toMatchObject({ code: 'DIRECTORY_LOCKED' });
    await first.close();
    await (await openDatabase({ directory })).close();
  });
});

describe('migrations', { timeout: 60_000 }, () => {
  test('of two packages do not see each other', async () => {
    const database = await openDatabase();
    await database.migrate('one', notes);
    await database.migrate('two', {
      '001_other': {
        up: (db) => db.schema.createTable('other').addColumn('id', 'integer').execute(),
      },
    });
    await database.migrate('one', notes);
    await expect(database.migrate('Bad name', notes)).rejects.toThrow(TypeError);

    const failing: Migrations = {
      ...notes,
      '002_fails': { up: (db) => db.schema.dropTable('missing').execute() },
    };
    await expect(database.migrate('one', failing)).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('002_fails') as string,
    });
    await database.close();
    await database.close();
  });
});
