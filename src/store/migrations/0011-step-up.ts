import { sql } from 'kysely';
import type { Db } from '../open.ts';

const tables: readonly string[] = [
  `create table step_up (
    id text primary key, approval_id text not null, person text not null, "by" text not null,
    slack_user_id text not null, verdict text not null, reason text, hash text not null, kind text not null,
    connection text not null, account_id text not null, status text not null, created_at text not null,
    expires_at text not null, detail text not null, link_hash text, state_hash text, nonce_hash text)`,
  'create index step_up_status on step_up (status, expires_at)',
  'create index step_up_approval on step_up (approval_id, person)',
  'create unique index step_up_link on step_up (link_hash)',
  'create unique index step_up_state on step_up (state_hash)',
];

/** Proofs of a second factor, each asked for one decision. */
export async function stepUp(db: Db): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db);
}
