import { sql } from 'kysely';
import type { Db } from '../open.ts';

const tables: readonly string[] = [
  `create table account (
    connection text not null, id text not null, login text not null, email text, display_name text not null,
    status text not null, type text not null, synced integer not null, created_at text, last_sign_in text,
    generation integer not null, primary key (connection, id))`,
  'create index account_login on account (connection, lower(login))',
  'create index account_email on account (connection, lower(email))',
  `create table directory_group (
    connection text not null, id text not null, name text not null, source text not null,
    role_assignable integer not null, generation integer not null, primary key (connection, id))`,
  `create table membership (
    connection text not null, group_id text not null, account_id text not null, generation integer not null,
    primary key (connection, group_id, account_id))`,
  `create table sync_state (
    connection text not null, stream text not null, generation integer not null, mode text not null, resume text,
    checkpoint text, started_at text not null, finished_at text, pages integer not null,
    primary key (connection, stream))`,
  `create table account_factors (
    connection text not null, account_id text not null, factors text not null, capable integer not null,
    registered integer not null, as_of text not null, primary key (connection, account_id))`,
  `create table check_run (
    id text primary key, started_at text not null, finished_at text not null, health double precision,
    coverage double precision, partial integer not null, body text not null)`,
  'create index check_run_time on check_run (finished_at)',
  `create table open_finding (
    key text primary key, connection text not null, check_id text not null, severity text not null,
    subject text not null, message text not null, since text not null)`,
  'create table drill (connection text not null, login text not null, closed_at text not null)',
  'create table freshness (source text primary key, at text not null)',
  `create table pin (
    slack_user_id text primary key, connection text not null, account_id text not null, pinned_at text not null)`,
  `create table message (
    id text primary key, channel text not null, thread_ts text, kind text not null, body text not null, ts text,
    queued_at text not null, sent_at text)`,
  `create table audit_entry (
    sequence integer primary key, at text not null, actor text not null, action text not null, object text not null,
    detail text not null, previous text not null, hash text not null)`,
  'create table lease (name text primary key, owner text not null, until text not null)',
  `create table job (
    id text primary key, task text not null, key text not null, payload text not null, run_at text not null,
    attempts integer not null, max_attempts integer not null, locked_by text, locked_until text, last_error text)`,
  'create unique index job_waiting on job (key) where locked_by is null',
  'create index job_run_at on job (run_at)',
  'create table slot (key text primary key, at text not null)',
];

/** Everything the first version keeps. */
export async function first(db: Db): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db);
}
