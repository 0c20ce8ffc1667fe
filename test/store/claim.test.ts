import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { claimJob, failJob, finishJob } from '../../src/store/queue/claim.ts';
import { until } from '../support/until.ts';

/** The embedded queue only: on PostgreSQL this is Graphile Worker's own. */
it('takes a job of a worker that died, once its lease has run out, and not before', async () => {
  const store = await openStore('file::memory:');
  await store.migrate();
  await store.queue.add(store.db, { task: 'work', key: 'a', payload: 1 });
  const first = await claimJob(store.db, 'dies', ['work']);

  expect(first?.attempts).toBe(1);
  expect(await claimJob(store.db, 'other', ['work'])).toBeUndefined();
  await store.db.updateTable('job').set({ locked_until: '2000-01-01T00:00:00.000Z' }).execute();
  expect(await claimJob(store.db, 'other', ['work'])).toMatchObject({ attempts: 2, locked_by: 'other' });
  await finishJob(store.db, first?.id ?? '', 'dies');
  expect((await store.queue.counts(store.db)).running).toBe(1);
  await store.close();
});

it('lets a newer job of the same key take the place of one that fails', async () => {
  const store = await openStore('file::memory:');
  await store.migrate();
  await store.queue.add(store.db, { task: 'work', key: 'a', payload: 'old' });
  const old = await claimJob(store.db, 'w', ['work']);
  await store.queue.add(store.db, { task: 'work', key: 'a', payload: 'new' });
  if (old !== undefined) await failJob(store.db, old, new Error('x'));

  expect(await store.queue.counts(store.db)).toEqual({ ready: 1, running: 0, failed: 0 });
  expect((await claimJob(store.db, 'w', ['work']))?.payload).toBe('"new"');
  await store.close();
});

it('counts a job as dead whose worker died in its last attempt', async () => {
  const store = await openStore('file::memory:');
  await store.migrate();
  await store.queue.add(store.db, { task: 'work', key: 'a', payload: 1, maxAttempts: 1 });
  await claimJob(store.db, 'dies', ['work']);
  expect((await store.queue.counts(store.db)).running).toBe(1);
  await store.db.updateTable('job').set({ locked_until: '2000-01-01T00:00:00.000Z' }).execute();

  expect(await claimJob(store.db, 'other', ['work'])).toBeUndefined();
  expect(await store.queue.counts(store.db)).toEqual({ ready: 0, running: 0, failed: 1 });
  expect(await store.queue.dead(store.db)).toMatchObject([{ key: 'a', attempts: 1 }]);
  await store.close();
});

it('goes on after a time in which the database took nothing, not even that a job failed', async () => {
  const store = await openStore('file::memory:');
  await store.migrate();
  let failed = false;
  const done: unknown[] = [];
  const work = async (payload: unknown): Promise<void> => {
    if (payload !== 'breaks') return void done.push(payload);
    await sql`alter table job rename to away`.execute(store.db);
    failed = true;
    throw new Error('x');
  };
  const runner = await store.queue.start(store.db, { work }, { concurrency: 1 });
  await store.queue.add(store.db, { task: 'work', key: 'a', payload: 'breaks' });
  await until(() => failed);
  await sql`select 1`.execute(store.db);
  await sql`alter table away rename to job`.execute(store.db);
  await store.queue.add(store.db, { task: 'work', key: 'b', payload: 'next' });

  await until(() => done.length === 1);
  await runner.stop();
  await store.close();
});

it('leaves alone a job that was tried often enough', async () => {
  const store = await openStore('file::memory:');
  await store.migrate();
  await store.queue.add(store.db, { task: 'work', key: 'a', payload: 1, maxAttempts: 1 });
  const job = await claimJob(store.db, 'w', ['work']);
  if (job !== undefined) await failJob(store.db, job, new Error('x'));
  await store.db.updateTable('job').set({ run_at: '2000-01-01T00:00:00.000Z' }).execute();

  expect(await claimJob(store.db, 'w', ['work'])).toBeUndefined();
  expect(await store.queue.counts(store.db)).toEqual({ ready: 0, running: 0, failed: 1 });
  await store.close();
});
