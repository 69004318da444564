import { ScopeSet } from '@stepscope/core';
import type { Database, Migrations } from '@stepscope/database';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Grant } from '../directory.js';
import type { GrantState } from './grant-change.js';

interface GrantTable {
  user_id: string;
  client_id: string;
  granted: string;
  declined: string;
  version: number;
  since: Date;
  updated_at: Date;
}

type Tables = { user_grant: GrantTable };

const migrations: Migrations = {
  '001_user_grant': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('user_grant')
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('client_id', 'text', (column) => column.notNull())
        .addColumn('granted', 'text', (column) => column.notNull())
        .addColumn('declined', 'text', (column) => column.notNull())
        .addColumn('version', 'integer', (column) => column.notNull())
        .addColumn('since', 'timestamptz', (column) => column.notNull())
        .addColumn('updated_at', 'timestamptz', (column) => column.notNull())
        .addPrimaryKeyConstraint('user_grant_pk', ['user_id', 'client_id'])
        .execute();
    },
  },
};

/** The table of grants, one row per user and application. */
export interface GrantStore {
  find(userId: string, clientId: string): Promise<Grant | undefined>;
  list(userId: string): Promise<readonly Grant[]>;
  /** Changes one row under a lock, and answers the row as it is then. */
  change(
    userId: string,
    clientId: string,
    change: (before: Grant | undefined, now: Date) => GrantState,
  ): Promise<Grant>;
}

export function createGrantStore(options: {
  readonly database: Database;
  readonly now: () => Date;
}): GrantStore {
  const { database, now } = options;
  let migrated: Promise<void> | undefined;

  const tables = async (): Promise<Kysely<Tables>> => {
    await (migrated ??= database.migrate('directory', migrations));
    return database.db.$extendTables<Tables>();
  };
  const select = (db: Kysely<Tables> | Transaction<Tables>, userId: string) =>
    db.selectFrom('user_grant').selectAll().where('user_id', '=', userId);

  return {
    async find(userId, clientId) {
      const row = await select(await tables(), userId)
        .where('client_id', '=', clientId)
        .executeTakeFirst();
      return row && toGrant(row);
    },

    async list(userId) {
      const rows = await select(await tables(), userId)
        .orderBy('since', 'desc')
        .execute();
      return rows.map(toGrant);
    },

    async change(userId, clientId, change) {
      const db = await tables();
      return db.transaction().execute(async (transaction) => {
        const row = await select(transaction, userId)
          .where('client_id', '=', clientId)
          .forUpdate()
          .executeTakeFirst();
        const updatedAt = now();
        const after = change(row && toGrant(row), updatedAt);
        const values = {
          granted: after.granted.toString(),
          declined: after.declined.toString(),
          version: after.version,
          since: after.since,
          updated_at: updatedAt,
        };
        await transaction
          .insertInto('user_grant')
          .values({ user_id: userId, client_id: clientId, ...values })
          .onConflict((conflict) => conflict.columns(['user_id', 'client_id']).doUpdateSet(values))
          .execute();
        return toGrant({ user_id: userId, client_id: clientId, ...values });
      });
    },
  };
}

function toGrant(row: Selectable<GrantTable>): Grant {
  return {
    userId: row.user_id,
    clientId: row.client_id,
    granted: ScopeSet.parse(row.granted),
    declined: ScopeSet.parse(row.declined),
    version: row.version,
    since: row.since,
    updatedAt: row.updated_at,
  };
}
