import { sql } from 'kysely';
import type { Db } from '../open.ts';
import { isSqlite } from '../transaction.ts';

/**
 * PostgreSQL chains what a transaction wants to append while it commits: the end of the log is what everybody who writes
 * waits for, and no answer travels to a client while it is held. `signed` is the JSON that the hash covers (audit.ts),
 * without its first and its last field. The end is a lock of its own: one on the table would wait for `vacuum`, `analyze` and
 * `create index concurrently`. The weak lock on the table waits for a replica of an older version, which locks all of it.
 */
export async function auditAtCommit(db: Db): Promise<void> {
  if (isSqlite(db)) return;
  await sql`create table audit_waiting (id bigint generated always as identity primary key, at text not null,
    actor text not null, action text not null, object text not null, detail text not null, signed text not null)`.execute(
    db,
  );
  await sql`create function append_waiting_audit() returns trigger language plpgsql as $$
    declare
      last record;
      next integer;
      before text;
    begin
      lock table audit_entry in row exclusive mode;
      -- Any number does, as long as it is ours and not that of migrate.ts.
      perform pg_advisory_xact_lock(7234988);
      select sequence, hash into last from audit_entry order by sequence desc limit 1;
      next := coalesce(last.sequence, 0) + 1;
      before := coalesce(last.hash, repeat('0', 64));
      insert into audit_entry (sequence, at, actor, action, object, detail, previous, hash)
        values (next, new.at, new.actor, new.action, new.object, new.detail, before,
          encode(sha256(convert_to('[' || next || ',' || new.signed || ',"' || before || '"]', 'UTF8')), 'hex'));
      delete from audit_waiting where id = new.id;
      return null;
    end $$`.execute(db);
  await sql`create constraint trigger append_at_commit after insert on audit_waiting
    deferrable initially deferred for each row execute function append_waiting_audit()`.execute(db);
}
