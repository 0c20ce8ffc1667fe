import { expect, it } from 'vitest';
import { slotsOf, startSchedule } from '../../src/jobs/schedule.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { openStore } from '../../src/store/open.ts';
import { quietSettings } from '../support/settings.ts';

const off = quietSettings().schedules;
const weekdaysAtSeven = '0 7 * * 1-5';

it('turns the settings into one slot for each connection and one for the checks', () => {
  const slots = slotsOf({ ...off, checks: weekdaysAtSeven, sync: '*/15 * * * *' }, ['okta', 'entra']);

  expect(slots.map(({ task, subject }) => `${task}:${subject}`)).toEqual([
    'sync-directory:okta',
    'sync-directory:entra',
    'run-checks:all',
    'forget-old:all',
  ]);
});

it('adds no work that is switched off, but for what keeps the store small', () => {
  expect(slotsOf(off, ['okta']).map(({ task }) => task)).toEqual(['forget-old']);
});

it('runs a missed slot once, not once per slot and not once per replica or restart', async () => {
  const store = await openStore('file::memory:');
  await store.migrate();
  const clock = fixedClock('2026-11-24T12:00:00Z');
  const tools = { db: store.db, queue: store.queue, clock, log: silentLog };
  const slots = slotsOf({ ...off, checks: '0 * * * *' }, []).filter(({ task }) => task === 'run-checks');

  const start = async () => {
    const schedule = await startSchedule(tools, slots, 'UTC');
    schedule.stop();
    return (await store.queue.counts(store.db)).ready;
  };

  expect(await start()).toBe(1);
  expect(await start()).toBe(1);
  clock.advance(5 * 3_600_000);
  expect(await start()).toBe(2);
  await store.close();
});
