import { sql } from 'kysely';
import type { Db } from '../open.ts';
import { isSqlite } from '../transaction.ts';

const tables: readonly string[] = [
  `create table approval (
    id text primary key, kind text not null, status text not null, revision integer not null, requester text not null,
    requester_id text not null, beneficiaries text not null, content text not null, hash text not null,
    stages text not null, stage integer not null, stage_since text not null, escalated_at text, reminded_at text,
    step_up integer not null, created_at text not null, expires_at text not null, ended_at text, because text, note text)`,
  "create index approval_pending on approval (id) where status = 'pending'",
  'create index approval_requester on approval (requester_id, created_at)',
  'create index approval_created on approval (created_at)',
  `create table decision (
    approval_id text not null, person text not null, stage integer not null, by text not null,
    slack_user_id text not null, verdict text not null, reason text, hash text not null, at text not null,
    evidence text not null, proof text, primary key (approval_id, person))`,
];

/** Questions to approvers and their answers; and finding every message whose id begins alike. */
export async function approvals(db: Db): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db);
  // PostgreSQL needs an index of its own to look for a beginning; SQLite takes the one of the primary key.
  if (!isSqlite(db)) await sql`create index message_beginning on message (id text_pattern_ops)`.execute(db);
}
