import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

const statements = [
  `create table workspace (
    only_row boolean primary key default true check (only_row),
    name text not null, description text not null, time_zone text not null,
    week_starts_on text not null, webhooks_enabled boolean not null, webhook_hosts text not null)`,
  `create table members (
    id text primary key, name text not null, email text not null, job_title text not null)`,

  `create table drives (
    id text primary key, name text not null, description text not null,
    default_permission text not null, archived_at timestamptz)`,
  `create table drive_permissions (
    drive_id text not null references drives, member_id text not null references members,
    permission text not null, primary key (drive_id, member_id))`,
  `create table folders (
    id text primary key, drive_id text not null references drives, name text not null)`,
  `create table files (
    id text primary key, drive_id text not null references drives, folder_id text references folders,
    name text not null, version integer not null, created_by text not null,
    created_at timestamptz not null, updated_by text not null, updated_at timestamptz not null)`,
  `create table file_versions (
    file_id text not null references files on delete cascade, version integer not null,
    content text not null, created_by text not null, created_at timestamptz not null,
    primary key (file_id, version))`,

  `create table channels (id text primary key, name text not null, topic text not null)`,
  `create table messages (
    id text primary key, sequence integer generated always as identity,
    channel_id text not null references channels, thread_id text references messages,
    body text not null, created_by text not null, created_at timestamptz not null)`,
  `create index messages_by_channel on messages (channel_id, sequence)`,
  `create index messages_by_thread on messages (thread_id, sequence)`,
  `create table reactions (
    message_id text not null references messages, emoji text not null, member_id text not null,
    primary key (message_id, emoji, member_id))`,
  `create table attachments (
    id text primary key, file_id text references files on delete cascade,
    message_id text references messages, name text not null, media_type text not null,
    content bytea not null, created_by text not null, created_at timestamptz not null,
    check (num_nonnulls(file_id, message_id) = 1))`,

  `create table taskboards (id text primary key, name text not null, description text not null)`,
  `create table taskboard_columns (
    id text primary key, board_id text not null references taskboards,
    name text not null, position integer not null)`,
  `create table tasks (
    id text primary key, board_id text not null references taskboards,
    column_id text not null references taskboard_columns, title text not null,
    description text not null, due_date text, created_by text not null,
    created_at timestamptz not null, updated_at timestamptz not null)`,
  `create table task_assignees (
    task_id text not null references tasks on delete cascade,
    member_id text not null references members, primary key (task_id, member_id))`,

  `create table events (
    id text primary key, title text not null, description text not null, location text not null,
    starts_at timestamptz not null, ends_at timestamptz not null, created_by text not null,
    created_at timestamptz not null, check (ends_at > starts_at))`,
  `create table event_attendees (
    event_id text not null references events on delete cascade,
    member_id text not null references members, response text not null,
    primary key (event_id, member_id))`,

  `create table integrations (
    id text primary key, name text not null, kind text not null, enabled boolean not null,
    created_by text not null, created_at timestamptz not null)`,
  `create table webhooks (
    id text primary key, url text not null, events text not null, active boolean not null,
    created_by text not null, created_at timestamptz not null, updated_at timestamptz not null)`,

  `create table conversations (
    id text primary key, title text not null, created_at timestamptz not null)`,
  `create table conversation_turns (
    conversation_id text not null references conversations, position integer not null,
    role text not null, text text not null, created_at timestamptz not null,
    primary key (conversation_id, position))`,
  `create table memories (id text primary key, text text not null, created_at timestamptz not null)`,
  `create table executions (
    id text primary key, code text not null, outcome text not null, duration_ms integer not null,
    created_by text not null, created_at timestamptz not null)`,
];

/** What brings a database to the shape of `Tables`. A migration that was released never changes. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001_workspace': {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  },
};
