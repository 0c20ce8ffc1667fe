import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/lib/clock.ts';
import { type Delivery, type Sink, SinkRefusal } from '../../src/sinks/sink.ts';
import { listDead, reviveDead } from '../../src/store/dead-letters.ts';
import type { Store } from '../../src/store/open.ts';
import {
  claimDelivery,
  countDeliveries,
  nextDeliveries,
  nextDueAt,
  pauseAfter,
  purgeDeliveries,
  queueDelivery,
} from '../../src/store/sink-deliveries.ts';
import { openOutbox } from '../support/outbox.ts';
import { eachEngine } from '../support/store.ts';

/** A receiver in memory: takes words, or fails as it is told to. */
function receiver(id = 'oncall') {
  const heard: string[] = [];
  let fail: (delivery: Delivery) => Error | null = () => null;
  const sink: Sink = {
    id,
    kind: 'webhook',
    deliver: async (delivery) => {
      const error = fail(delivery);
      if (error !== null) throw error;
      heard.push(`${delivery.action} ${delivery.alert.id}`);
      await Promise.resolve();
    },
  };
  return {
    sink,
    heard,
    failing: (how: (delivery: Delivery) => Error | null) => {
      fail = how;
    },
  };
}

const away = () => new SinkRefusal('away', { retry: true });
const wrongKey = () => new SinkRefusal('wrong key', { retry: false, next: 'see its key.' });

eachEngine(({ open, reopen }) => {
  it('skips a page, and its end, when the trouble was over before anybody could be told', async () => {
    const { sink, heard } = receiver();
    const outbox = openOutbox(await open(), ['oncall']);
    const { id } = await outbox.open();
    await outbox.acknowledge(id);
    await outbox.resolve(id);
    await outbox.settle(sink);

    expect(heard).toEqual([]);
  });

  it('sends the end when the page may have arrived, though nobody said so', async () => {
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(await open(), ['oncall']);
    const { id } = await outbox.open();
    failing(away);
    await outbox.drain(sink);
    await outbox.resolve(id);
    failing(() => null);
    await outbox.settle(sink);

    expect(heard).toEqual([`resolve ${id}`]);
  });

  it('says no more that somebody has it, once they do not', async () => {
    const store = await open();
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(store, ['oncall']);
    const { id } = await outbox.open();
    await outbox.drain(sink);
    failing(away);
    await outbox.acknowledge(id);
    await outbox.drain(sink);
    failing(() => null);
    await store.db.updateTable('alert').set({ state: 'open', acknowledged_at: null }).execute();
    const word = {
      sink: 'oncall',
      alertId: id,
      action: 'trigger',
      round: 0,
      at: outbox.clock.now(),
    } as const;
    await queueDelivery(store.db, { ...word, anew: 'not-me' });
    await outbox.settle(sink);

    expect(heard).toEqual([`trigger ${id}`, `trigger ${id}`]);
  });

  it('says nothing of an end to a sink that never heard of the beginning', async () => {
    const store = await open();
    const { sink, heard } = receiver('calm');
    const outbox = openOutbox(store, ['oncall']);
    const { id } = await outbox.open();
    const at = outbox.clock.now();
    await outbox.drain(receiver().sink);
    await outbox.resolve(id);
    await queueDelivery(store.db, { sink: 'calm', alertId: id, action: 'resolve', round: 0, at });
    await outbox.settle(sink);

    expect(heard).toEqual([]);
    expect(await nextDueAt(store.db, 'calm')).toBeNull();
  });

  it('never lets an end overtake its beginning, nor one round another', async () => {
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(await open(), ['oncall']);
    const { id } = await outbox.open();
    await outbox.drain(sink);
    await outbox.acknowledge(id);
    failing(({ action }) => (action === 'acknowledge' ? away() : null));
    await outbox.drain(sink);
    await outbox.resolve(id);
    await outbox.relapse(id);
    await outbox.drain(sink);
    expect(heard).toEqual([`trigger ${id}`]);
    failing(() => null);
    await outbox.settle(sink);

    expect(heard).toEqual([`trigger ${id}`, `resolve ${id}`, `trigger ${id}`]);
  });

  it('lets one alert that the receiver chokes on hold up no other', async () => {
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(await open(), ['oncall']);
    for (let i = 0; i < 5; i++) await outbox.open({ id: `alert_${i}`, fingerprint: `f${i}` });
    failing(({ alert }) => (alert.id === 'alert_0' ? away() : null));
    await outbox.drain(sink);

    expect(heard).toHaveLength(4);
  });

  it('stops asking a receiver that is away after three tries, and comes back', async () => {
    const store = await open();
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(store, ['oncall']);
    for (let i = 0; i < 20; i++) await outbox.open({ id: `alert_${i}`, fingerprint: `f${i}` });
    let calls = 0;
    failing(() => {
      calls += 1;
      return away();
    });
    await outbox.drain(sink);
    expect(calls).toBe(3);
    expect((await store.queue.counts(store.db)).ready).toBeGreaterThan(0);
    failing(() => null);
    await outbox.settle(sink);

    expect(heard).toHaveLength(20);
  });

  it('tries for a day, ever less often, and then keeps it as a dead letter that can be revived', async () => {
    const store = await open();
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(store, ['oncall']);
    await outbox.open();
    let calls = 0;
    failing(() => {
      calls += 1;
      return away();
    });
    for (;;) {
      const due = await nextDueAt(store.db, 'oncall');
      if (due === null) break;
      outbox.clock.advance(Math.max(0, due.getTime() - outbox.clock.now().getTime()));
      await outbox.drain(sink);
    }
    const [dead] = await listDead(store.db, 10);
    expect(dead).toMatchObject({
      sink: 'oncall',
      action: 'trigger',
      lastError: 'away. It is tried again by itself.',
    });
    // Every quarter of an hour, and some more in the first one.
    expect(calls).toBeGreaterThanOrEqual(24 * 4);
    expect(calls).toBeLessThan(24 * 4 + 15);

    failing(() => null);
    expect(await reviveDead(store.db, 'oncall', outbox.clock.now())).toBe(1);
    await outbox.drain(sink);
    expect(heard).toHaveLength(1);
    expect(await listDead(store.db, 10)).toEqual([]);
  });

  it('does not end a newer alert of the same cause with the late end of an older one', async () => {
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(await open(), ['oncall']);
    const fingerprint = 'app-broken:okta:jira';
    const first = await outbox.open({ id: 'alert_a', fingerprint });
    await outbox.drain(sink);
    failing(away);
    await outbox.resolve(first.id);
    await outbox.drain(sink);
    outbox.clock.advance(2 * HOUR_MS);
    const second = await outbox.open({ id: 'alert_b', fingerprint });
    failing(() => null);
    await outbox.settle(sink);
    expect(heard).toEqual([`trigger ${first.id}`, `trigger ${second.id}`]);

    await outbox.resolve(second.id);
    await outbox.settle(sink);
    expect(heard.at(-1)).toBe(`resolve ${second.id}`);
  });

  it('does not end what came back when an end of the round before is revived', async () => {
    const store = await open();
    const { sink, heard, failing } = receiver();
    const outbox = openOutbox(store, ['oncall']);
    const { id } = await outbox.open();
    await outbox.drain(sink);
    await outbox.resolve(id);
    failing(wrongKey);
    await outbox.drain(sink);
    failing(() => null);
    await outbox.relapse(id);
    await outbox.drain(sink);
    await reviveDead(store.db, 'oncall', outbox.clock.now());
    await outbox.settle(sink);

    expect(heard).toEqual([`trigger ${id}`, `trigger ${id}`]);
  });

  it('gives a delivery to one of two replicas, whatever the lease says', async () => {
    const [one, two] = [await open(), await reopen()];
    const { clock, open: raise } = openOutbox(one, ['oncall']);
    await raise();
    const [seen] = await nextDeliveries(one.db, 'oncall', { now: clock.now(), limit: 1 });
    if (seen === undefined) throw new Error('nothing waits');
    const until = new Date(clock.now().getTime() + MINUTE_MS);
    const both = await Promise.all(
      [one, two].map(async ({ db }) => await claimDelivery(db, seen, { at: clock.now(), until })),
    );

    expect(both.filter((claimed) => claimed !== null)).toHaveLength(1);
  });

  it('speaks to a sink from one replica at a time, and the other comes back', async () => {
    const [one, two] = [await open(), await reopen()];
    const { sink, heard } = receiver();
    const outbox = openOutbox(one, ['oncall']);
    const other = openOutbox(two, ['oncall'], outbox.clock);
    for (let i = 0; i < 10; i++) await outbox.open({ id: `alert_${i}`, fingerprint: `f${i}` });
    await Promise.all([outbox.drain(sink), other.drain(sink)]);

    expect(heard.toSorted()).toEqual([...new Set(heard)].toSorted());
    expect(heard).toHaveLength(10);
  });

  it('counts by sink, and forgets what ended long ago but not the beginning of what stands', async () => {
    const { db, queue } = await open();
    const { sink, failing } = receiver();
    const outbox = openOutbox({ db, queue }, ['oncall', 'siem']);
    await outbox.open({ id: 'over', fingerprint: 'a' });
    await outbox.open({ id: 'stands', fingerprint: 'b' });
    failing(({ alert }) => (alert.id === 'stands' ? null : wrongKey()));
    await outbox.drain(sink);
    expect(Object.fromEntries(await countDeliveries(db))).toEqual({
      oncall: { waiting: 0, delivered: 1, dead: 1 },
      siem: { waiting: 2, delivered: 0, dead: 0 },
    });

    await outbox.resolve('over');
    await outbox.settle(sink);
    await outbox.settle(receiver('siem').sink);
    outbox.clock.advance(HOUR_MS);
    await purgeDeliveries(db, outbox.clock.now());
    const left = await db.selectFrom('sink_delivery').select('id').orderBy('id').execute();
    expect(left.map(({ id }) => id)).toEqual(['stands:oncall:trigger:0', 'stands:siem:trigger:0']);
  });

  describe('whatever is interrupted', () => {
    it('opens each incident once, in order, and leaves none open whose trouble is over', async () => {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
          expect(await play(store, steps, 'guarded')).toEqual([]);
        }),
        { numRuns: 50 },
      );
    });

    it('would leave an incident open if the attempt were not written down before it is made', async () => {
      const store = await open();
      const worst: Step[] = ['crash-after', 'resolve', 'wait', 'drain'];

      expect(await play(store, worst, 'guarded')).toEqual([]);
      expect(await play(store, worst, 'unguarded')).toEqual(['stays open though it is over']);
    });
  });
});

it('pauses twice as long each time, up to a quarter of an hour', () => {
  expect([1, 2, 3, 8, 9, 200].map((attempt) => pauseAfter(attempt) / SECOND_MS)).toEqual([
    5, 10, 20, 640, 900, 900,
  ]);
});

type Step =
  | 'drain'
  | 'crash-before'
  | 'crash-after'
  | 'refuse'
  | 'away'
  | 'wait'
  | 'acknowledge'
  | 'resolve'
  | 'relapse'
  | 'revive';
const step = fc.constantFrom<Step>(
  'drain',
  'crash-before',
  'crash-after',
  'refuse',
  'away',
  'wait',
  'acknowledge',
  'resolve',
  'relapse',
  'revive',
);

let plays = 0;

/** Plays one story of one alert against a receiver that keeps one incident a key, and says what is wrong at the end. */
async function play(store: Store, steps: readonly Step[], guard: 'guarded' | 'unguarded'): Promise<string[]> {
  plays += 1;
  const name = `sink${plays}`;
  const outbox = openOutbox(store, [name]);
  const { id } = await outbox.open({ id: `alert_${plays}`, fingerprint: `f${plays}` });
  const known = incidentKeeper(name);
  let over = false;
  const acts: Record<Step, () => Promise<unknown>> = {
    drain: async () => await outbox.drain(known.sink('drain')),
    refuse: async () => await outbox.drain(known.sink('refuse')),
    away: async () => await outbox.drain(known.sink('away')),
    wait: async () => await Promise.resolve(outbox.clock.advance(2 * MINUTE_MS)),
    'crash-before': async () => await crashed(store, known, { outbox, guard, when: 'crash-before' }),
    'crash-after': async () => await crashed(store, known, { outbox, guard, when: 'crash-after' }),
    acknowledge: async () => await outbox.acknowledge(id),
    resolve: async () => {
      await outbox.resolve(id);
      over = true;
    },
    relapse: async () => {
      if (over) await outbox.relapse(id);
      over = false;
    },
    revive: async () => await reviveDead(store.db, name, outbox.clock.now()),
  };
  for (const each of steps) {
    await acts[each]();
    outbox.clock.advance(SECOND_MS);
  }
  await acts.wait();
  await acts.revive();
  await outbox.settle(known.sink('drain'));
  const wrong: string[] = [];
  if (over && known.isOpen()) wrong.push('stays open though it is over');
  if (!over && !known.isOpen()) wrong.push('nobody was told');
  if (known.openedTwice()) wrong.push('one round was opened twice');
  if ((await nextDueAt(store.db, name)) !== null) wrong.push('something waits for ever');
  return wrong;
}

/** Keeps one incident, as PagerDuty does: a trigger opens it or joins it, an end without it is dropped. */
function incidentKeeper(name: string) {
  const opened = new Map<string, number>();
  let open = false;
  const take = ({ id, action }: Delivery): void => {
    if (action === 'trigger' && !open) opened.set(id, (opened.get(id) ?? 0) + 1);
    if (action === 'trigger') open = true;
    if (action === 'resolve') open = false;
  };
  return {
    isOpen: () => open,
    openedTwice: () => [...opened.values()].some((times) => times > 1),
    /** In a crash the call never comes back, and `onCrash` is called instead. */
    sink: (mode: Step, onCrash: () => void = () => undefined): Sink => ({
      id: name,
      kind: 'webhook',
      deliver: async (delivery) => {
        if (mode === 'refuse') throw wrongKey();
        if (mode === 'away') throw away();
        if (mode !== 'crash-before') take(delivery);
        if (!mode.startsWith('crash')) return;
        onCrash();
        await new Promise(() => undefined);
      },
    }),
  };
}

/**
 * The process ends while the receiver is being told: its lease stays, nothing is written down afterwards. `unguarded`
 * takes back what was written down before, as in a program that notes its attempts only when they are over.
 */
async function crashed(
  { db }: Store,
  known: ReturnType<typeof incidentKeeper>,
  how: {
    readonly outbox: ReturnType<typeof openOutbox>;
    readonly guard: 'guarded' | 'unguarded';
    readonly when: 'crash-before' | 'crash-after';
  },
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const sink = known.sink(how.when, ended.resolve);
  const before = await db.selectFrom('sink_delivery').selectAll().where('sink', '=', sink.id).execute();
  await Promise.race([how.outbox.drain(sink), ended.promise]);
  if (how.guard === 'guarded') return;
  for (const { id, attempts, tried_at, next_at } of before) {
    await db.updateTable('sink_delivery').set({ attempts, tried_at, next_at }).where('id', '=', id).execute();
  }
}
