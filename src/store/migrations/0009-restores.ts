import { sql } from 'kysely';
import type { Db } from '../open.ts';

const statements: readonly string[] = [
  'alter table write_freeze add column alert_id text',
  `create table restore (
    id text primary key, status text not null, approval_id text not null, alert_id text not null,
    connection text not null, requested_by text not null, passes text not null, started_at text not null,
    touched_at text not null, ended_at text, waits text)`,
  'create unique index restore_approval on restore (approval_id)',
  'create index restore_alert on restore (alert_id, status)',
  'create index restore_status on restore (status, touched_at)',
  `create table restore_member (
    restore_id text not null, position integer not null, connection text not null, group_id text not null,
    group_name text not null, account_id text not null, login text not null, removed_at text not null,
    status text not null, evidence text, written_at text, tried_at text, at text,
    primary key (restore_id, position))`,
  'create index restore_member_waiting on restore_member (restore_id, status, tried_at)',
  'create index restore_member_written on restore_member (connection, written_at)',
];

/** Memberships that are put back after a mass removal; which alert a freeze of Lockstep's own was for. */
export async function restores(db: Db): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
