import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Store } from '../../src/store/open.ts';
import { eachEngine } from '../support/store.ts';

/** Jobs of these keys, locked for two minutes by somebody else. */
async function lockedBy({ db, queue }: Store, locks: Readonly<Record<string, string>>): Promise<void> {
  for (const [key, worker] of Object.entries(locks)) {
    await queue.add(db, { task: 'work', key, payload: key });
    await sql`update graphile_worker._private_jobs set locked_by = ${worker}, locked_at = now() - interval '2 minutes'
      where key = ${key}`.execute(db);
  }
}

async function ran(store: Store): Promise<readonly unknown[]> {
  const done: unknown[] = [];
  const runner = await store.queue.start(
    store.db,
    { work: async (payload) => void (await Promise.resolve(done.push(payload))) },
    { concurrency: 2 },
  );
  // The last one is nobody's: when it has run, the queue has looked around.
  for (let i = 0; i < 200 && !done.includes('free'); i++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    if (i === 40) await store.queue.add(store.db, { task: 'work', key: 'free', payload: 'free' });
  }
  await runner.stop();
  return done;
}

eachEngine(({ open }, engine) => {
  // On SQLite a claim ends by itself: claim.test.ts.
  it.runIf(engine === 'postgres')(
    'takes over what a killed process held, and nothing of one that lives',
    async () => {
      const store = await open();
      await lockedBy(store, { orphan: 'worker-killed', taken: 'worker-elsewhere' });
      const until = new Date(Date.now() + 30_000).toISOString();
      await store.db
        .insertInto('lease')
        .values({ name: 'worker:worker-elsewhere', owner: 'worker-elsewhere', until })
        .execute();

      expect(new Set(await ran(store))).toEqual(new Set(['free', 'orphan']));
    },
  );

  it.runIf(engine === 'postgres')('leaves nothing locked behind when it stops', async () => {
    const store = await open();
    let begun = false;
    const runner = await store.queue.start(
      store.db,
      {
        // Does not heed its signal.
        work: async () => {
          begun = true;
          await new Promise((resolve) => setTimeout(resolve, 12_000));
        },
      },
      { concurrency: 1 },
    );
    await store.queue.add(store.db, { task: 'work', key: 'slow', payload: 1 });
    while (!begun) await new Promise((resolve) => setTimeout(resolve, 25));
    await runner.stop();

    expect(await store.queue.counts(store.db)).toMatchObject({ running: 0 });
  });
});
