import { chmod, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { lockDirectory, type DirectoryLock } from './lock/lock-directory.js';
import { migrate, type Migrations } from './migrate.js';

export interface DatabaseOptions {
  /**
   * Where the data lies; created if missing. The data is readable by its owner only, also in a
   * directory that was there before and is not. Without it the database is in memory and is gone after
   * `close`.
   */
  readonly directory?: string;
}

/** An open embedded PostgreSQL database. */
export interface Database {
  /** Knows no tables by itself: name yours with `db.$extendTables<Tables>()`, a type alias. */
  readonly db: Kysely<object>;
  /**
   * Runs those migrations that have not run yet, in the order of their names. `name` is the package's:
   * every package brings its own set and they do not see each other.
   * @throws {DatabaseError} `MIGRATION_FAILED`; {TypeError} for a `name` that is not `[a-z][a-z0-9_]*`.
   */
  migrate(name: string, migrations: Migrations): Promise<void>;
  /** Flushes, closes and unlocks. Calling it again waits for the same close. */
  close(): Promise<void>;
}

/** PostgreSQL clears its buffers at every start, and 128 MB of them take most of a second. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * Opens the database in `directory`, for this process alone: a lock file guards it, because PGlite
 * itself would let a second process lose writes.
 * @throws {DatabaseError} `DIRECTORY_LOCKED` if another process has it open; the message names it.
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const directory = options.directory === undefined ? undefined : resolve(options.directory);
  if (directory === undefined) return openedDatabase(await PGlite.create({ startParams }));

  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = await lockDirectory(directory);
  try {
    const data = join(directory, 'postgres');
    // PGlite's own files are readable by everybody: what lies around them has to keep others out.
    await mkdir(data, { recursive: true, mode: 0o700 });
    await chmod(data, 0o700);
    return openedDatabase(await PGlite.create(data, { startParams }), lock);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function openedDatabase(pglite: PGlite, lock?: DirectoryLock): Database {
  const db = new Kysely<object>({ dialect: new PGliteDialect({ pglite }) });
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    try {
      await db.destroy();
      // Kysely closes only what it has used.
      if (!pglite.closed) await pglite.close();
    } finally {
      await lock?.release();
    }
  };
  return {
    db,
    migrate: (name, migrations) => migrate(db, name, migrations),
    close: () => (closing ??= close()),
  };
}
