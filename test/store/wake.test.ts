import { afterEach, expect, it } from 'vitest';
import { nextMessages, queueMessage } from '../../src/store/messages.ts';
import type { Store } from '../../src/store/open.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { eachEngine } from '../support/store.ts';

const messenger = { task: 'deliver', key: 'deliver', payload: {} };
const message = (id: string) => ({ id, channel: 'C1', kind: 'text', body: {} });

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never held');
}

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

eachEngine(({ open, reopen }, engine) => {
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

  it.each(['wake', 'add'] as const)(
    'forgets nobody who calls %s, however many write while it runs',
    async (how) => {
      const stores = [await open(), await reopen()];
      await Promise.all(stores.map(start));
      await Promise.all(
        Array.from({ length: 60 }, async (_, i) => {
          const store = stores[i % 2] as Store;
          await inTransaction(store.db, async (db) => {
            await queueMessage(db, message(`m${i}`));
            await store.queue[how](db, messenger);
            await new Promise((resolve) => setTimeout(resolve, i % 7));
          });
        }),
      );

      await until(async () => (await nextMessages((stores[0] as Store).db, 1)).length === 0);
    },
  );

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
