import { expect, it } from 'vitest';
import { systemClock } from '../../src/lib/clock.ts';
import { newId } from '../../src/lib/id.ts';
import type { Store } from '../../src/store/open.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { eachEngine } from '../support/store.ts';
import { until } from '../support/until.ts';

const job = (key: string, payload: unknown = {}) => ({ task: 'work', key, payload });

async function collect(store: Store, concurrency = 2) {
  const done: unknown[] = [];
  const runner = await store.queue.start(
    store.db,
    { work: async (payload) => void (await Promise.resolve(done.push(payload))) },
    { concurrency },
  );
  return { done, stop: runner.stop };
}

eachEngine(({ open, reopen }) => {
  it('runs what is added, with its payload', async () => {
    const store = await open();
    const { done, stop } = await collect(store);

    await store.queue.add(store.db, job('a', { n: 1, text: "O'Brien 🦄" }));

    await until(() => done.length === 1);
    expect(done).toEqual([{ n: 1, text: "O'Brien 🦄" }]);
    await stop();
  });

  it('keeps one job of a key while it waits, with the newest payload', async () => {
    const store = await open();
    await store.queue.add(store.db, job('a', 1));
    await store.queue.add(store.db, job('a', 2));

    expect(await store.queue.counts(store.db)).toEqual({ ready: 1, running: 0, failed: 0 });
    const { done, stop } = await collect(store);
    await until(() => done.length === 1);
    expect(done).toEqual([2]);
    await stop();
  });

  it('adds many at once, and changes those that wait', async () => {
    const store = await open();
    const later = new Date(systemClock.now().getTime() + 60_000);
    await store.queue.add(store.db, { ...job('b', 'old'), runAt: later });
    const many = ['a', 'b', 'c'].map((key) => job(key, { key, text: "O'Brien 🦄" }));
    await store.queue.addAll(store.db, [...many, { ...job('d'), runAt: later }]);

    expect(await store.queue.counts(store.db)).toEqual({ ready: 4, running: 0, failed: 0 });
    const { done, stop } = await collect(store);
    await until(() => done.length === 3);
    expect(done).toHaveLength(3);
    expect(done).toEqual(expect.arrayContaining(many.map(({ payload }) => payload)));
    await stop();
  });

  it('adds none of many when the transaction is undone', async () => {
    const store = await open();
    const undone = inTransaction(store.db, async (db) => {
      await store.queue.addAll(db, [job('a'), job('b')]);
      throw new Error('no');
    });

    await expect(undone).rejects.toThrow('no');
    expect((await store.queue.counts(store.db)).ready).toBe(0);
  });

  it('takes a key again once its job has finished', async () => {
    const store = await open();
    const { done, stop } = await collect(store);
    await store.queue.add(store.db, job('a', 1));
    await until(() => done.length === 1);
    await store.queue.add(store.db, job('a', 2));

    await until(() => done.length === 2);
    await stop();
  });

  it('adds a slot once, whoever adds it and whether or not its job has run', async () => {
    const store = await open();
    const other = await reopen();
    const added = await Promise.all(
      [store, other, store, other].map((s) => s.queue.addOnce(s.db, job('slot@7', 1))),
    );

    expect(added.filter(Boolean)).toHaveLength(1);
    const { done, stop } = await collect(store);
    await until(() => done.length === 1);
    expect(await other.queue.addOnce(other.db, job('slot@7', 1))).toBe(false);
    await stop();
  });

  it('adds nothing when the transaction is undone', async () => {
    const store = await open();
    const undone = inTransaction(store.db, async (db) => {
      await store.queue.add(db, job('a'));
      throw new Error('no');
    });

    await expect(undone).rejects.toThrow('no');
    expect((await store.queue.counts(store.db)).ready).toBe(0);
  });

  it('waits until a job is due', async () => {
    const store = await open();
    const { done, stop } = await collect(store);
    await store.queue.add(store.db, { ...job('later'), runAt: new Date(Date.now() + 3_600_000) });
    await store.queue.add(store.db, job('now', 'now'));

    await until(() => done.length === 1);
    expect(done).toEqual(['now']);
    expect((await store.queue.counts(store.db)).ready).toBe(1);
    await stop();
  });

  it('tries again after a failure, and gives up after the last attempt with the error kept', async () => {
    const store = await open();
    const attempts: number[] = [];
    const tasks = {
      work: async (_: unknown, { attempt }: { attempt: number }) => {
        attempts.push(attempt);
        await Promise.reject(new Error('the vendor is down'));
      },
    };
    const runner = await store.queue.start(store.db, tasks, { concurrency: 1 });
    await store.queue.add(store.db, { ...job('a'), maxAttempts: 2 });

    await until(async () => (await store.queue.counts(store.db)).failed === 1);
    expect(attempts).toEqual([1, 2]);
    expect(await store.queue.dead(store.db)).toMatchObject([
      { task: 'work', key: 'a', attempts: 2, lastError: 'the vendor is down' },
    ]);
    await runner.stop();
  });

  it('never runs a job in two replicas', async () => {
    const stores = [await open(), await reopen(), await reopen()];
    const seen = new Map<string, number>();
    const work = async (payload: unknown): Promise<void> => {
      seen.set(String(payload), (seen.get(String(payload)) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 2));
    };
    const runners = await Promise.all(stores.map((s) => s.queue.start(s.db, { work }, { concurrency: 3 })));
    const names = Array.from({ length: 60 }, () => newId('j'));
    await Promise.all(
      names.map((name, i) =>
        (stores[i % 3] as Store).queue.add((stores[i % 3] as Store).db, job(name, name)),
      ),
    );

    await until(() => seen.size === names.length);
    await Promise.all(runners.map((runner) => runner.stop()));
    expect([...seen.values()].every((times) => times === 1)).toBe(true);
  });

  it('gives each task the workers it was started with, so that what is stuck holds up no other', async () => {
    const store = await open();
    const stuck = Promise.withResolvers<void>();
    const done: unknown[] = [];
    const runners = [
      await store.queue.start(store.db, { slow: async () => await stuck.promise }, { concurrency: 1 }),
      await store.queue.start(
        store.db,
        { work: async (payload) => void (await Promise.resolve(done.push(payload))) },
        { concurrency: 1 },
      ),
    ];
    for (const key of ['a', 'b']) await store.queue.add(store.db, { ...job(key), task: 'slow' });
    await store.queue.add(store.db, job('c', 1));

    await until(() => done.length === 1);
    expect(await store.queue.counts(store.db)).toMatchObject({ ready: 1, running: 1 });
    stuck.resolve();
    await until(async () => (await store.queue.counts(store.db)).ready === 0);
    await Promise.all(runners.map(async (runner) => await runner.stop()));
  });

  it('finishes what runs before it stops, and leaves the rest for the next process', async () => {
    const store = await open();
    let finished = 0;
    const work = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      finished += 1;
    };
    const runner = await store.queue.start(store.db, { work }, { concurrency: 1 });
    for (const key of ['a', 'b', 'c']) await store.queue.add(store.db, job(key));
    await until(async () => (await store.queue.counts(store.db)).running === 1);
    await runner.stop();

    await until(async () => (await store.queue.counts(store.db)).running === 0);
    const { ready } = await store.queue.counts(store.db);
    expect(ready + finished).toBe(3);
    expect(finished).toBeGreaterThan(0);
  });

  it('tells what runs that it stops: what then returns is done, what throws is given back as it was', async () => {
    const store = await open();
    const work = async (payload: unknown, { signal }: { signal: AbortSignal }): Promise<void> => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      if (payload === 'throws') throw new Error('cut off');
    };
    const runner = await store.queue.start(store.db, { work }, { concurrency: 2 });
    await store.queue.add(store.db, job('a', 'returns'));
    await store.queue.add(store.db, job('b', 'throws'));
    await until(async () => (await store.queue.counts(store.db)).running === 2);

    await runner.stop();

    await until(async () => (await store.queue.counts(store.db)).running === 0);
    expect(await store.queue.counts(store.db)).toEqual({ ready: 1, running: 0, failed: 0 });
  });
});
