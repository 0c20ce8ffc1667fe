import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore, type Store } from '../../src/store/open.ts';
import { inTransaction } from '../../src/store/transaction.ts';

let folder = '';
const opened: Store[] = [];

async function open(): Promise<Store> {
  const store = await openStore(`file:${join(folder, 'lockstep.db')}`, { apart: true });
  opened.push(store);
  return store;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-thread-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map(async (store) => await store.close()));
  await rm(folder, { recursive: true, force: true });
});

const slow = sql<{
  n: number;
}>`with recursive count(n) as (select 1 union all select n + 1 from count where n < 3000000)
  select max(n) as n from count`;

it('leaves the event loop free while a statement runs', async () => {
  const { db } = await open();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const { rows } = await slow.execute(db);
  clearInterval(timer);

  expect(rows).toEqual([{ n: 3_000_000 }]);
  expect(turns).toBeGreaterThan(2);
});

it('holds the event loop up without a thread', async () => {
  const store = await openStore(`file:${join(folder, 'lockstep.db')}`);
  opened.push(store);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await slow.execute(store.db);
  clearInterval(timer);

  expect(turns).toBeLessThanOrEqual(1);
});

it('answers as SQLite does: rows, how many were changed, and which error', async () => {
  const { db, migrate } = await open();
  await migrate();
  const lease = { name: 'one', owner: 'a', until: 'b' };
  await db.insertInto('lease').values(lease).execute();
  const { numUpdatedRows } = await db.updateTable('lease').set({ owner: 'c' }).executeTakeFirstOrThrow();

  expect(numUpdatedRows).toBe(1n);
  expect(await db.selectFrom('lease').selectAll().execute()).toEqual([{ ...lease, owner: 'c' }]);
  await expect(db.insertInto('lease').values(lease).execute()).rejects.toMatchObject({
    code: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  });
});

it('waits for the write lock that another connection holds', async () => {
  const [one, other] = [await open(), await open()];
  await one.migrate();
  const lease = (name: string) => ({ name, owner: 'a', until: 'b' });
  const write = async (store: Store, name: string) =>
    await inTransaction(store.db, async (db) => {
      await db.insertInto('lease').values(lease(name)).execute();
      await new Promise((resolve) => setTimeout(resolve, 120));
    });
  await Promise.all([write(one, '1'), write(other, '2')]);

  expect(await one.db.selectFrom('lease').select('name').orderBy('name').execute()).toEqual([
    { name: '1' },
    { name: '2' },
  ]);
});

it('says what is wrong with a file that is no database, and ends', async () => {
  await writeFile(join(folder, 'lockstep.db'), 'this is no database, and long enough to be read as one');

  await expect(open()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
});

it('hears of nothing after it was closed', async () => {
  const store = await open();
  opened.splice(0);
  await store.close();

  await expect(store.ping()).rejects.toThrow();
});

it('says that the thread has ended to who waits for it and to who comes later, and closes all the same', async () => {
  const { promise, resolve } = Promise.withResolvers<Worker>();
  process.once('worker', resolve);
  const { db } = await open();
  const waiting = slow.execute(db);
  await (await promise).terminate();

  await expect(waiting).rejects.toThrow('the thread of the database has ended');
  await expect(slow.execute(db)).rejects.toThrow('the thread of the database has ended');
});
