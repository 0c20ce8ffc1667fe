import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { nextMessages, queueMessage } from '../../src/store/messages.ts';
import type { Db, Store } from '../../src/store/open.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { eachEngine } from '../support/store.ts';
import { until } from '../support/until.ts';

const messenger = { task: 'deliver', key: 'deliver', payload: {} };
const message = (id: string) => ({ id, channel: 'C1', kind: 'text', body: {} });

const ways = {
  wake: async ({ db, queue }, job) => await queue.wake(db, job),
  add: async ({ db, queue }, job) => await queue.add(db, job),
  addAll: async ({ db, queue }, job) => await queue.addAll(db, [{ ...job, key: 'another' }, job]),
} satisfies Record<string, (on: Pick<Store, 'db' | 'queue'>, job: typeof messenger) => Promise<void>>;
const eachWay = Object.entries(ways);

const stops: (() => Promise<void>)[] = [];

/** Takes what is there when it begins, as the messenger does. */
async function start({ db, queue }: Store): Promise<{ readonly other: readonly unknown[] }> {
  const other: unknown[] = [];
  const deliver = async (): Promise<void> => {
    for (const { id } of await nextMessages(db, 100))
      await db.updateTable('message').set({ sent_at: 'now' }).where('id', '=', id).execute();
  };
  const note = async (payload: unknown): Promise<void> => void (await Promise.resolve(other.push(payload)));
  const runner = await queue.start(db, { deliver, note }, { concurrency: 2 });
  stops.push(runner.stop);
  return { other };
}

/** As a worker takes what waits. */
async function take(db: Db): Promise<void> {
  await sql`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'a worker', attempts = 1
    where key = 'deliver'`.execute(db);
}

/** Not in a transaction, which would see the same activity each time. */
async function untilWaiting(db: Db, many: number): Promise<void> {
  await until(async () => {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    return rows.length === many;
  });
}

eachEngine(({ open, reopen }, engine) => {
  // SQLite has one writer: nobody is held while another one writes, and `wake` is `add`.
  const onPostgres = it.skipIf(engine === 'sqlite');

  // Before the store is closed: a worker holds a connection.
  afterEach(async () => void (await Promise.all(stops.splice(0).map(async (stop) => await stop()))));

  it('runs after the transaction also where the job waited before it', async () => {
    const [store, replica] = [await open(), await reopen()];
    await store.queue.add(store.db, messenger);
    const woken = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const writes = inTransaction(store.db, async (db) => {
      await queueMessage(db, message('a'));
      await store.queue.wake(db, messenger);
      woken.resolve();
      await commit.promise;
    });
    await woken.promise;
    const { other } = await start(replica);
    // On SQLite nobody takes anything while somebody writes.
    if (engine === 'postgres') {
      await replica.queue.add(replica.db, { task: 'note', key: 'note', payload: 1 });
      await until(() => other.length === 1);
    }
    commit.resolve();
    await writes;

    await until(async () => (await nextMessages(store.db, 1)).length === 0);
  });

  it('lets several who write wake the same job and wait for none of the others', async () => {
    const [one, two] = [await open(), await reopen()];
    await one.queue.add(one.db, messenger);
    await inTransaction(one.db, async (db) => {
      await one.queue.wake(db, messenger);
      // On SQLite the writers themselves take turns.
      if (engine === 'postgres')
        await inTransaction(two.db, async (other) => await two.queue.wake(other, messenger));
    });

    expect(await one.queue.counts(one.db)).toEqual({ ready: 1, running: 0, failed: 0 });
  });

  onPostgres('holds a job that was added after the transactions began that wake it', async () => {
    const [one, two] = [await open(), await reopen()];
    await inTransaction(one.db, async (db) => {
      await inTransaction(two.db, async (other) => {
        await nextMessages(other, 1);
        await nextMessages(db, 1);
        await one.queue.add(one.db, messenger);
        await one.queue.wake(db, messenger);
        await two.queue.wake(other, messenger);
      });
    });

    expect(await one.queue.counts(one.db)).toEqual({ ready: 1, running: 0, failed: 0 });
  });

  onPostgres('lets two who wait while a worker takes the job go on, one after the other', async () => {
    const { db, queue } = await open();
    await queue.add(db, messenger);
    const { both } = await inTransaction(db, async (taking) => {
      await take(taking);
      const both = [1, 2].map(async () => await queue.wake(db, messenger));
      await untilWaiting(db, both.length);
      return { both };
    });
    await Promise.all(both);

    expect(await queue.counts(db)).toEqual({ ready: 1, running: 1, failed: 0 });
  });

  onPostgres.each(eachWay)(
    'adds one more where the job that was awaited is taken already: %s',
    async (_, ask) => {
      const { db, queue } = await open();
      // The task is known, so that nobody waits for that.
      await queue.add(db, { ...messenger, key: 'another' });
      const { asked } = await inTransaction(db, async (adding) => {
        await queue.add(adding, messenger);
        await take(adding);
        const asked = [ask({ db, queue }, messenger)];
        await untilWaiting(db, asked.length);
        return { asked };
      });
      await Promise.all(asked);

      expect(await queue.counts(db)).toEqual({ ready: 2, running: 1, failed: 0 });
    },
  );

  it('begins at once what was to begin later', async () => {
    const store = await open();
    await queueMessage(store.db, message('a'));
    await store.queue.add(store.db, { ...messenger, runAt: new Date(Date.now() + 3_600_000) });
    await store.queue.wake(store.db, messenger);
    await start(store);

    await until(async () => (await nextMessages(store.db, 1)).length === 0);
  });

  onPostgres.each(eachWay)('says so where the queue takes nothing: %s', async (_, ask) => {
    const { db, queue } = await open();
    await sql`create function nothing() returns trigger language plpgsql as 'begin return null; end'`.execute(
      db,
    );
    await sql`create trigger nothing before insert on graphile_worker._private_jobs
      for each row execute function nothing()`.execute(db);

    await expect(ask({ db, queue }, messenger)).rejects.toThrow(/the job \w+ could not be added/);
  });

  it.each(eachWay)('forgets nobody who calls %s, however many write while it runs', async (_, ask) => {
    const stores = [await open(), await reopen()];
    await Promise.all(stores.map(start));
    await Promise.all(
      Array.from({ length: 60 }, async (_, i) => {
        const store = stores[i % 2] as Store;
        await inTransaction(store.db, async (db) => {
          await queueMessage(db, message(`m${i}`));
          await ask({ db, queue: store.queue }, messenger);
          await new Promise((resolve) => setTimeout(resolve, i % 7));
        });
      }),
    );

    await until(async () => (await nextMessages((stores[0] as Store).db, 1)).length === 0);
  });

  it('adds one that failed before anew, so that it has all its attempts', async () => {
    const { db, queue } = await open();
    const runner = await queue.start(
      db,
      { deliver: async () => await Promise.reject(new Error('the chat is away')) },
      { concurrency: 1 },
    );
    await queue.add(db, { ...messenger, maxAttempts: 1 });
    await until(async () => (await queue.counts(db)).failed === 1);
    await runner.stop();
    await queue.wake(db, messenger);

    expect((await queue.counts(db)).ready).toBe(1);
  });
});
