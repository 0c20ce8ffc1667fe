import { sql } from 'kysely';
import type { Db } from '../open.ts';
import { isSqlite } from '../transaction.ts';

/**
 * The end of the log is a lock of its own, no longer one on its table that `vacuum`, `analyze` and `create index
 * concurrently` take too: while they worked, nobody who writes could commit. The weak lock on the table comes first: it
 * waits for a replica of an older version, which locks the whole table, and has such a one wait.
 */
export async function auditBesideVacuum(db: Db): Promise<void> {
  if (isSqlite(db)) return;
  await sql`create or replace function append_waiting_audit() returns trigger language plpgsql as $$
    declare
      last record;
      next integer;
      before text;
    begin
      lock table audit_entry in row exclusive mode;
      -- Any first number does, as long as it is ours; the second one is this table's.
      perform pg_advisory_xact_lock(7234987, 'audit_entry'::regclass::oid::integer);
      select sequence, hash into last from audit_entry order by sequence desc limit 1;
      next := coalesce(last.sequence, 0) + 1;
      before := coalesce(last.hash, repeat('0', 64));
      insert into audit_entry (sequence, at, actor, action, object, detail, previous, hash)
        values (next, new.at, new.actor, new.action, new.object, new.detail, before,
          encode(sha256(convert_to('[' || next || ',' || new.signed || ',"' || before || '"]', 'UTF8')), 'hex'));
      delete from audit_waiting where id = new.id;
      return null;
    end $$`.execute(db);
}
