import { sql } from 'kysely';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { messageById, queueMessage } from '../../src/store/messages.ts';
import { preparedQueries } from '../../src/store/prepared-queries.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { eachEngine } from '../support/store.ts';

const message = { id: 'm', channel: 'C1', kind: 'text', body: {} };

eachEngine(({ open }, engine) => {
  // What is prepared on SQLite is kept by kept-statements.ts; connections that a server can forget it has none.
  const it = test.skipIf(engine === 'sqlite');

  it('prepares a query once on each connection', async () => {
    const { db } = await open();
    await inTransaction(db, async (db) => {
      for (let i = 0; i < 3; i++) await messageById(db, 'm');
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_prepared_statements
        where statement like '%from "message" where "id"%' and statement not like '%pg_prepared%'`.execute(
        db,
      );
      expect(rows).toEqual([{ n: 1 }]);
    });
  });

  it('goes on after another replica has changed a table that is asked about', async () => {
    const { db } = await open();
    await queueMessage(db, message);
    // One connection is idle, and so is taken each time.
    expect(await messageById(db, 'm')).toMatchObject(message);
    await sql`alter table message add column color text`.execute(db);

    await expect(messageById(db, 'm')).rejects.toThrow('cached plan must not change result type');
    expect(await messageById(db, 'm')).toMatchObject(message);
  });

  it('goes on after the server has forgotten what was prepared', async () => {
    const { db } = await open();
    await queueMessage(db, message);
    expect(await messageById(db, 'm')).toMatchObject(message);
    await sql`discard all`.execute(db);

    await expect(messageById(db, 'm')).rejects.toThrow('does not exist');
    expect(await messageById(db, 'm')).toMatchObject(message);
  });

  it('keeps no connection that is given up, and those that are given back', async () => {
    const pool = new pg.Pool({ connectionString: `${inject('postgresUrl')}/postgres` });
    const queries = preparedQueries(pool);
    (await queries.connect()).release();
    expect(pool.totalCount).toBe(1);
    // As Kysely does, though its types say nothing of it.
    const given: { release: (giveUp?: boolean) => void } = await queries.connect();
    given.release(true);
    expect(pool.totalCount).toBe(0);
    await queries.end();
  });

  it('keeps no more than so many, and answers all the same', async () => {
    const { db } = await open();
    for (let i = 0; i < 320; i++) {
      const { rows } = await sql<{ n: number }>`select ${1}::int + ${sql.raw(String(i))} as n`.execute(db);
      expect(rows).toEqual([{ n: i + 1 }]);
    }
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_prepared_statements`.execute(
      db,
    );
    expect(rows[0]?.n).toBeLessThanOrEqual(300);
  });
});
