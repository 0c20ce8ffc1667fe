import { expect, it } from 'vitest';
import { followFeed } from '../../src/detections/follow.ts';
import { watchSilence } from '../../src/detections/silence.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { fixedClock, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { EventFeed, EventPage } from '../../src/providers/provider.ts';
import { event } from '../support/events.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

eachEngine(({ open }) => {
  /** A log that tells what `happens` put into it. */
  async function start() {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-23T08:00:00Z');
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings: quietSettings() });
    let page: EventPage = { events: [], cursor: '0' };
    const feed: EventFeed = {
      name: 'log',
      intervalMs: 30_000,
      silentMs: 30 * MINUTE_MS,
      readSince: async function* () {
        yield await Promise.resolve(page);
      },
    };
    const provider = {
      id: 'okta',
      kind: 'okta' as const,
      feeds: [feed],
      probe: async () =>
        await Promise.resolve({ reachable: true, authenticated: true, permissions: [], headroom: [] }),
      close: async () => await Promise.resolve(),
    };
    let next = 0;
    const read = async (told: Omit<EventPage, 'cursor'>): Promise<void> => {
      page = { ...told, cursor: `${++next}` };
      await followFeed(tools, provider, { feed, signal: new AbortController().signal });
    };
    const happens = async (...ago: number[]): Promise<void> => {
      const events = ago.map((ms) =>
        event('user.session.start', { connection: 'okta', at: new Date(clock.now().getTime() - ms) }),
      );
      await read({ events });
    };
    /** The place where reading stopped was lost: it goes on from now. */
    const gap = async (): Promise<void> =>
      await read({ events: [], gap: { since: null, because: 'the cursor could not be read' } });
    const quietFor = async (ms: number): Promise<readonly string[]> => {
      clock.advance(ms);
      await read({ events: [] });
      return (await watchSilence(tools, provider)).map(({ because }) => because);
    };
    return { clock, happens, gap, quietFor };
  }

  it('is strange when it is longer than any pause that is known', async () => {
    const { happens, quietFor } = await start();
    await happens(0);

    expect(await quietFor(20 * MINUTE_MS)).toEqual([]);
    expect(await quietFor(15 * MINUTE_MS)).toEqual(['told nothing for 35 min; none so long is known']);
  });

  it('is normal at night once a night was seen, and strange when it lasts half as long again', async () => {
    const { happens, quietFor } = await start();
    await happens(0);
    await quietFor(10 * HOUR_MS);
    await happens(0);

    expect(await quietFor(14 * HOUR_MS)).toEqual([]);
    expect(await quietFor(2 * HOUR_MS)).toEqual([
      'told nothing for 960 min; its longest pause in 30 days was 600 min',
    ]);
  });

  it('is judged by when things happened, not by when Lockstep was there to read them', async () => {
    const { clock, happens, quietFor } = await start();
    await happens(0);
    clock.advance(10 * HOUR_MS);
    const every20Minutes = Array.from({ length: 30 }, (_, i) => i * 20 * MINUTE_MS);
    await happens(...every20Minutes);

    expect(await quietFor(40 * MINUTE_MS)).toEqual([
      'told nothing for 40 min; its longest pause in 30 days was 20 min',
    ]);
  });

  it('forgets after thirty days how long it was silent once', async () => {
    const { clock, happens, quietFor } = await start();
    await happens(0);
    await quietFor(10 * HOUR_MS);
    await happens(0);
    for (let day = 0; day < 32; day++) {
      clock.advance(24 * HOUR_MS);
      await happens(...Array.from({ length: 72 }, (_, i) => i * 20 * MINUTE_MS));
    }

    expect(await quietFor(HOUR_MS)).toEqual([
      'told nothing for 60 min; its longest pause in 30 days was 20 min',
    ]);
  });

  it('is noticed though an event came that is dated years ahead', async () => {
    const { happens, quietFor } = await start();
    await happens(0);
    await quietFor(10 * HOUR_MS);
    await happens(-5 * 365 * 24 * HOUR_MS, 0);

    expect(await quietFor(14 * HOUR_MS)).toEqual([]);
    expect(await quietFor(2 * HOUR_MS)).toEqual([
      'told nothing for 960 min; its longest pause in 30 days was 600 min',
    ]);
  });

  it('is counted from the newest event, though one comes late after it, and no pause is made of that', async () => {
    const { clock, happens, quietFor } = await start();
    await happens(0);
    clock.advance(MINUTE_MS);
    await happens(5 * HOUR_MS);
    expect(await quietFor(0)).toEqual([]);
    clock.advance(MINUTE_MS);
    await happens(0);

    expect(await quietFor(35 * MINUTE_MS)).toEqual(['told nothing for 35 min; none so long is known']);
  });

  it('is not learned from a time of which nothing could be read', async () => {
    const { clock, happens, gap, quietFor } = await start();
    await happens(0);
    clock.advance(10 * 24 * HOUR_MS);
    await gap();
    expect(await quietFor(MINUTE_MS)).toEqual([]);
    await happens(0);

    expect(await quietFor(35 * MINUTE_MS)).toEqual(['told nothing for 35 min; none so long is known']);
    await happens(0);
    expect(await quietFor(40 * MINUTE_MS)).toEqual([]);
  });
});
