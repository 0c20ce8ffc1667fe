import { sql } from 'kysely';
import type { Db } from '../open.ts';

const tables: readonly string[] = [
  `create table deactivation (
    id text primary key, kind text not null, status text not null, revision integer not null, approval_id text not null,
    person text not null, requested_by text not null, reason text not null, plan text not null, created_at text not null,
    starts_at text, started_at text, ended_at text, undone_by text)`,
  'create unique index deactivation_approval on deactivation (approval_id, person)',
  'create index deactivation_person on deactivation (person, status)',
  'create index deactivation_status on deactivation (status, starts_at)',
  `create table deactivation_step (
    deactivation_id text not null, position integer not null, step text not null, status text not null, evidence text,
    attempts integer not null, at text, by text, primary key (deactivation_id, position))`,
  `create table dormant_person (
    id text primary key, person text not null, login text not null, name text not null, last_seen text,
    proposed_at text not null, kept_until text, kept_by text, deactivation_id text)`,
  'create index dormant_person_about on dormant_person (person, proposed_at)',
];

/** Plans that take sign-in away or give it back, and what came of each step. */
export async function deactivations(db: Db): Promise<void> {
  for (const statement of tables) await sql.raw(statement).execute(db);
}
