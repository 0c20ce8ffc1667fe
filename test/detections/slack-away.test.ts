import { afterEach, beforeEach, expect, it } from 'vitest';
import { watchSlack } from '../../src/detections/slack-away.ts';
import { silentLog } from '../../src/lib/log.ts';
import { unresolvedOf } from '../../src/store/alerts.ts';
import { listFreshness } from '../../src/store/freshness.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { watchTools } from '../support/watch.ts';

let store: Store;
let now: Date;
beforeEach(async () => {
  now = new Date('2026-11-24T12:00:00Z');
  store = await openStore('file::memory:');
  await store.migrate();
});
afterEach(async () => {
  await store.close();
});

const look = async (why: string | null): Promise<void> =>
  await watchSlack({ ...watchTools(store, { clock: { now: () => now } }), log: silentLog }, why);
const later = (seconds: number): void => {
  now = new Date(now.getTime() + seconds * 1000);
};
const standing = async () => await unresolvedOf(store.db, 'slack', ['slack-away']);

it('is an alert with the reason, that is told after five minutes, while Slack is away', async () => {
  await look('away: it answers 503');
  const [alert, ...others] = await standing();

  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    severity: 'high',
    message: 'Slack is not connected (away: it answers 503).',
  });
  expect(alert?.visibleAt).toEqual(new Date('2026-11-24T12:05:00Z'));
});

it('stays one alert however often it is looked', async () => {
  await look('away: it answers 503');
  later(10);
  await look('no socket');

  expect(await standing()).toHaveLength(1);
});

it('ends when Slack is connected again, which is noted', async () => {
  await look('no socket');
  later(10);
  await look(null);

  expect(await standing()).toEqual([]);
  expect((await listFreshness(store.db)).get('slack')).toEqual(now);
});

it('is none while another replica is connected, and one when that was long ago', async () => {
  await look(null);
  later(30);
  await look('no socket');
  expect(await standing()).toEqual([]);
  later(60);
  await look('no socket');

  expect(await standing()).toHaveLength(1);
});
