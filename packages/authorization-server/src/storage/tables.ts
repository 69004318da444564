import type { Database, Migrations } from '@stepscope/database';
import type { ColumnType, Kysely } from 'kysely';

/** JSON goes in as text, because drivers differ in how they take arrays, and comes out parsed. */
type Json = ColumnType<object, string, string>;

// A type, not an interface: Kysely wants an index signature.
export type Tables = {
  /** What oidc-provider keeps: sessions, interactions, codes, refresh tokens, its grants. */
  oidc_model: {
    kind: string;
    id: string;
    payload: Json;
    uid: string | null;
    user_code: string | null;
    grant_id: string | null;
    account_id: string | null;
    client_id: string | null;
    consumed_at: Date | null;
    expires_at: Date | null;
  };
  /** Signing keys, and the secrets of cookies and DPoP nonces. */
  server_key: { name: string; value: Json };
  /** One-time tokens of the pages' forms, as hashes. */
  form_token: { hash: string; binding: string; expires_at: Date };
};

const migrations: Migrations = {
  '001_initial': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('oidc_model')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('payload', 'jsonb', (column) => column.notNull())
        .addColumn('uid', 'text')
        .addColumn('user_code', 'text')
        .addColumn('grant_id', 'text')
        .addColumn('account_id', 'text')
        .addColumn('client_id', 'text')
        .addColumn('consumed_at', 'timestamptz')
        .addColumn('expires_at', 'timestamptz')
        .addPrimaryKeyConstraint('oidc_model_pk', ['kind', 'id'])
        .execute();
      for (const column of ['uid', 'user_code', 'grant_id', 'account_id', 'expires_at']) {
        await db.schema
          .createIndex(`oidc_model_${column}`)
          .on('oidc_model')
          .column(column)
          .execute();
      }
      await db.schema
        .createTable('server_key')
        .addColumn('name', 'text', (column) => column.primaryKey())
        .addColumn('value', 'jsonb', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('form_token')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('binding', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
        .execute();
    },
  },
};

/** The authorization server's tables in `database`, brought up to date. */
export async function openTables(database: Database): Promise<Kysely<Tables>> {
  await database.migrate('authorization_server', migrations);
  return database.db.$extendTables<Tables>();
}

/** Deletes what has expired; nothing reads it any more. */
export async function sweepExpired(db: Kysely<Tables>, now: Date): Promise<void> {
  await db.deleteFrom('oidc_model').where('expires_at', '<', now).execute();
  await db.deleteFrom('form_token').where('expires_at', '<', now).execute();
}
