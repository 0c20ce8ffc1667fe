import { sql } from 'kysely';
import type { Db } from '../open.ts';

const tables: readonly string[] = [
  `create table access_grant (
    id text primary key, status text not null, revision integer not null, since text not null,
    created_at text not null, approval_id text, policy_id text, connection text not null, group_id text not null,
    group_name text not null, account_id text not null, login text not null, subject text not null,
    requested_by text not null, reason text not null, starts_at text, minutes integer, granted_at text,
    expires_at text, held_before integer, written_at text, removed_at text, ended_at text, ended_because text,
    extends text, expiry text not null, dry_run integer not null, reminded_at text, missing_at text, tried_at text,
    last_error text)`,
  'create index access_grant_end on access_grant (status, expires_at)',
  'create index access_grant_membership on access_grant (connection, group_id, account_id, status)',
  'create index access_grant_account on access_grant (connection, account_id, status)',
  'create index access_grant_written on access_grant (written_at)',
  'create index access_grant_removed on access_grant (removed_at)',
  'create index access_grant_approval on access_grant (approval_id)',
  `create table guard (
    name text primary key, revision integer not null, busy_by text, busy_until text)`,
  `create table auto_approval (
    approval_id text primary key, policy_id text not null, person text not null, day text not null)`,
  'create index auto_approval_day on auto_approval (day, policy_id, person)',
  `create table drift (
    connection text not null, event_id text not null, at text not null, mode text not null, outcome text,
    decided_by text, grant_id text, primary key (connection, event_id))`,
];

/** Grants of memberships, what makes their writers take turns, and changes that Lockstep did not make. */
export async function grants(db: Db): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db);
}
