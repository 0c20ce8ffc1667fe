import { expect, it } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import { claimJob, failJob, finishJob } from '../../src/store/queue/claim.ts';

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
