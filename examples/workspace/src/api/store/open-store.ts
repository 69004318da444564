import { openDatabase } from '@stepscope/database';
import { CamelCasePlugin, type Kysely } from 'kysely';
import { migrations } from './migrations.js';
import { seedWorkspace } from './seed-workspace.js';
import type { Tables } from './tables.js';

export interface StoreOptions {
  /** Where the data lies; in memory, and gone after `close`, where it is left out. */
  readonly directory?: string;
  readonly now: () => Date;
}

export interface Store {
  readonly db: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Opens the workspace's data, and fills it on first start.
 * @throws {DatabaseError} `DIRECTORY_LOCKED` if another process has the directory open.
 */
export async function openStore({ directory, now }: StoreOptions): Promise<Store> {
  const database = await openDatabase(directory === undefined ? {} : { directory });
  try {
    await database.migrate('workspace', migrations);
    const db = database.db.withPlugin(new CamelCasePlugin()).$extendTables<Tables>();
    await seedWorkspace(db, now());
    return { db, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}
