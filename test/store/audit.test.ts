import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { appendAudit, auditAbout, readAudit, verifyAudit } from '../../src/store/audit.ts';
import type { Db } from '../../src/store/open.ts';
import { beforeCommit, inTransaction } from '../../src/store/transaction.ts';
import { eachEngine } from '../support/store.ts';

const entry = (n: number) => ({
  at: new Date(1_800_000_000_000 + n),
  actor: 'lockstep',
  action: 'test',
  object: `o${n}`,
  detail: { n },
});

async function fill(db: Db, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await appendAudit(db, entry(n));
}

/** As replicas of an earlier version append on PostgreSQL. */
async function appendAsBefore(db: Db, object: string, locked: () => Promise<void>): Promise<void> {
  await db.transaction().execute(async (db) => {
    await sql`lock table audit_entry in exclusive mode`.execute(db);
    const last = await db
      .selectFrom('audit_entry')
      .select(['sequence', 'hash'])
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
    const row = {
      sequence: last.sequence + 1,
      at: entry(1).at.toISOString(),
      actor: 'lockstep',
      action: 'test',
    };
    const unsigned = { ...row, object, detail: '{}', previous: last.hash };
    const hash = createHash('sha256')
      .update(JSON.stringify(Object.values(unsigned)))
      .digest('hex');
    await db
      .insertInto('audit_entry')
      .values({ ...unsigned, hash })
      .execute();
    await locked();
  });
}

async function untilSomebodyWaits(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql`select 1 from pg_locks where not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
    if (rows.length > 0) return;
  }
}

eachEngine(({ open, reopen }, engine) => {
  // SQLite has one writer: no lock of a table, no vacuum beside it, no isolation to choose.
  const onPostgres = it.skipIf(engine === 'sqlite');

  it('is whole when it is empty and when it was only appended to', async () => {
    const { db } = await open();
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 0 });
    await fill(db, 5);

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 5 });
    const read = [];
    for await (const { object, detail } of readAudit(db, { since: new Date(1_800_000_000_004) }))
      read.push([object, detail]);
    expect(read).toEqual([
      ['o4', { n: 4 }],
      ['o5', { n: 5 }],
    ]);
  });

  it('tells about one thing, the newest first, and no more than it is asked for', async () => {
    const { db } = await open();
    for (let n = 1; n <= 6; n++) await appendAudit(db, { ...entry(n), object: n % 2 === 0 ? 'even' : 'odd' });
    const about = await auditAbout(db, { object: 'even', limit: 2 });

    expect(about.map(({ sequence, detail }) => [sequence, detail])).toEqual([
      [6, { n: 6 }],
      [4, { n: 4 }],
    ]);
  });

  it('stays one chain when many append at the same time, from two processes', async () => {
    const [one, two] = [await open(), await reopen()];
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => appendAudit(n % 2 === 0 ? one.db : two.db, entry(n))),
    );

    expect(await verifyAudit(one.db)).toMatchObject({ ok: true, entries: 40 });
  });

  it.each([
    ['quotes and backslashes', `"a'b" \\u0041 \\\\ $1 %s`],
    ['control characters and line separators', '\t\n\u0001\u007f\u2028\ufeff'],
    ['letters of four bytes', 'é🦄'],
    ['half of a character', '🦄'.slice(0, 1)],
    ['a NUL', 'a\0b'],
  ])('hashes %s as they are read back', async (_, text) => {
    const { db } = await open();
    const detail = { [text]: text, nothing: '\u0000' };
    await appendAudit(db, { ...entry(1), actor: text, object: text, detail });
    await appendAudit(db, entry(2));

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 2 });
    expect(await auditAbout(db, { object: text, limit: 1 })).toMatchObject([{ detail }]);
  });

  it('keeps the order in which one transaction appends, however much it is', async () => {
    const { db } = await open();
    await inTransaction(db, async (db) => {
      await fill(db, 450);
    });

    const rows = await db.selectFrom('audit_entry').select('object').orderBy('sequence').execute();
    expect(rows.map(({ object }) => object)).toEqual(Array.from({ length: 450 }, (_, i) => `o${i + 1}`));
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 450 });
  });

  it('has what the last thing before a commit appends', async () => {
    const { db } = await open();
    await inTransaction(db, async (db) => {
      await appendAudit(db, entry(1));
      beforeCommit(db, 'something', async (db) => await appendAudit(db, entry(2)));
      await Promise.resolve();
    });
    await inTransaction(db, async (db) => {
      beforeCommit(db, 'something', async (db) => await appendAudit(db, entry(3)));
      await Promise.resolve();
    });

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 3 });
  });

  onPostgres('is one chain beside a replica of an earlier version, which locks the table', async () => {
    const { db } = await open();
    await fill(db, 1);
    let ours = Promise.resolve();
    await appendAsBefore(db, 'theirs', async () => {
      ours = appendAudit(db, entry(3));
      await untilSomebodyWaits(db);
    });
    await ours;
    await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        await appendAudit(db, entry(n));
        await appendAsBefore(db, 'theirs', async () => await Promise.resolve());
      }),
    );

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 23 });
  });

  onPostgres('is appended to while the server tidies it up', async () => {
    const { db } = await open();
    await db.transaction().execute(async (tidying) => {
      await sql`analyze audit_entry`.execute(tidying);
      await fill(db, 1);
    });

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 1 });
  });

  onPostgres('stays one chain where the server isolates transactions more by default', async () => {
    const { db } = await open();
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
    await sql`alter database ${sql.ref(rows[0]?.name ?? '')} set default_transaction_isolation = 'serializable'`.execute(
      db,
    );
    const strict = await reopen();
    await Promise.all(Array.from({ length: 20 }, async (_, n) => await appendAudit(strict.db, entry(n))));

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 20 });
  });

  it('is undone with the transaction it belongs to, without a gap', async () => {
    const { db } = await open();
    await fill(db, 1);
    await inTransaction(db, async (db) => {
      await appendAudit(db, entry(2));
      throw new Error('no');
    }).catch(() => undefined);
    await appendAudit(db, entry(3));

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 2 });
  });

  it.each([
    ['changed', "update audit_entry set detail = '{}' where sequence = 3", 3],
    ['dated back', "update audit_entry set at = '2020-01-01T00:00:00.000Z' where sequence = 2", 2],
    ['removed', 'delete from audit_entry where sequence = 3', 4],
    ['removed and the rest moved up', 'delete from audit_entry where sequence = 1', 2],
    [
      'swapped',
      'update audit_entry set sequence = case sequence when 2 then 300 else 2 end where sequence in (2, 3)',
      2,
    ],
  ])('shows that an entry was %s', async (_, statement, brokenAt) => {
    const { db } = await open();
    await fill(db, 5);
    await sql.raw(statement).execute(db);

    expect(await verifyAudit(db)).toMatchObject({ ok: false, brokenAt });
  });

  it('shows that an entry was written anew with a hash of its own: the next one does not follow it', async () => {
    const { db } = await open();
    await fill(db, 5);
    const row = await db
      .selectFrom('audit_entry')
      .selectAll()
      .where('sequence', '=', 3)
      .executeTakeFirstOrThrow();
    const detail = '{"n":33}';
    const signed = JSON.stringify([3, row.at, row.actor, row.action, row.object, detail, row.previous]);
    const hash = createHash('sha256').update(signed).digest('hex');
    await db.updateTable('audit_entry').set({ detail, hash }).where('sequence', '=', 3).execute();

    expect(await verifyAudit(db)).toEqual({
      ok: false,
      entries: 3,
      brokenAt: 4,
      why: 'it does not follow the entry before it',
    });
  });
});
