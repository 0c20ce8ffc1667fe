import { sql } from 'kysely';
import { systemClock } from '../lib/clock.ts';
import { migrations } from './migrations/index.ts';
import type { Db } from './open.ts';
import { inTransaction, isSqlite } from './transaction.ts';

/** Runs what is pending, in order, in one transaction; replicas that start together wait for one another. */
export async function migrate(db: Db): Promise<readonly string[]> {
  await createTable(db);
  return await inTransaction(db, async (db) => {
    // Any number does, as long as it is ours: it makes two replicas take turns.
    if (!isSqlite(db)) await sql`select pg_advisory_xact_lock(7234987)`.execute(db);
    const pending = await pendingMigrations(db);
    for (const migration of migrations.filter(({ name }) => pending.includes(name))) {
      await migration.up(db);
      await db
        .insertInto('migration')
        .values({ name: migration.name, at: systemClock.now().toISOString() })
        .execute();
    }
    return pending;
  });
}

export async function pendingMigrations(db: Db): Promise<readonly string[]> {
  await createTable(db);
  const rows = await db.selectFrom('migration').select('name').execute();
  const done = new Set(rows.map(({ name }) => name));
  return migrations.map(({ name }) => name).filter((name) => !done.has(name));
}

async function createTable(db: Db): Promise<void> {
  try {
    await sql`create table if not exists migration (name text primary key, at text not null)`.execute(db);
  } catch (error) {
    // PostgreSQL: two sessions that create it at the same time collide in the catalogue; the other one made it.
    if (!/pg_type_typname_nsp_index|already exists/.test(String(error))) throw error;
  }
}
