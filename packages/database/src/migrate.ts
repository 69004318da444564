import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { DatabaseError } from './database-error.js';

/** Migrations of one package by name; they run in the order of their names. */
export type Migrations = Readonly<Record<string, Migration>>;

/** Brings the named set of migrations up to date in `db`. Each set has a table of its own. */
export async function migrate(
  db: Kysely<object>,
  name: string,
  migrations: Migrations,
): Promise<void> {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new TypeError(
      `"${name}" cannot name a set of migrations: use lower-case letters, digits and "_".`,
    );
  }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    migrationTableName: `${name}_migration`,
    migrationLockTableName: `${name}_migration_lock`,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results.find(({ status }) => status === 'Error');
  throw new DatabaseError(
    'MIGRATION_FAILED',
    `Migration ${failed === undefined ? '' : `"${failed.migrationName}" `}of "${name}" failed; nothing of it was kept. The cause says why.`,
    { cause: error },
  );
}
