import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { followFeed } from '../../src/detections/follow.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { EventFeed } from '../../src/providers/provider.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const gap = { since: new Date('2026-11-24T11:00:00Z'), because: 'the place is gone' };
/** A log that no longer knew where reading stopped, and tells so once. */
const feed: EventFeed = {
  name: 'log',
  intervalMs: 1000,
  silentMs: null,
  readSince: async function* (cursor) {
    await Promise.resolve();
    yield { events: [], cursor: 'c1', ...(cursor === null ? { gap } : {}) };
  },
};

eachEngine(({ open }) => {
  it('tells of a gap also where the database took the page and not the alert about it', async () => {
    const { db, queue } = await open();
    const settings = quietSettings();
    const tools = detectionTools({ db, queue, clock: systemClock, log: silentLog, settings });
    const provider = {
      id: 'okta',
      kind: 'okta' as const,
      probe: async () =>
        await Promise.resolve({ reachable: true, authenticated: true, permissions: [], headroom: [] }),
      close: async () => await Promise.resolve(),
    };
    const follow = async () =>
      await followFeed(tools, provider, { feed, signal: new AbortController().signal });
    await sql`alter table alert rename to away`.execute(db);
    await expect(follow()).rejects.toThrow();
    await sql`alter table away rename to alert`.execute(db);
    await follow();

    const [alert] = await listAlerts(db, { states: ['open'], limit: 5 });
    expect(alert).toMatchObject({
      detection: 'log-gap',
      message: expect.stringContaining('the place is gone'),
    });
  });
});
