import { expect, it } from 'vitest';
import { resolveAlert, sweepAlerts } from '../../src/alerts/index.ts';
import { ingestPage } from '../../src/detections/ingest.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import { currentFreeze, liftFreeze } from '../../src/store/freeze.ts';
import type { Db, Store } from '../../src/store/open.ts';
import { eachEngine } from '../support/store.ts';
import { appBroken, push, watchTools } from '../support/watch.ts';

const source = { connection: 'okta', kind: 'okta' as const, feed: 'log' };
/** Half way it is high; from three people on it is critical, and freezes. */
const massLoss = {
  ...appBroken,
  id: 'mass-loss',
  unless: [],
  freezes: true as const,
  evaluate: (...[event, watching]: Parameters<typeof appBroken.evaluate>) =>
    appBroken
      .evaluate(event, watching)
      .map((signal) =>
        'key' in signal && event.id.startsWith('grave')
          ? { ...signal, severity: 'critical' as const }
          : signal,
      ),
};

function reader(store: Pick<Store, 'db' | 'queue'>, more: Parameters<typeof watchTools>[1] = {}) {
  const tools = watchTools(store, { detections: [massLoss], ...more });
  let page = 0;
  const read = async (...ids: string[]) => {
    page += 1;
    const events = ids.map((id) => push('jira', id, { id }));
    const from = page === 1 ? null : `c${page - 1}`;
    return await ingestPage(tools, source, { page: { events, cursor: `c${page}` }, from });
  };
  return { tools, read };
}

async function freezes(db: Db): Promise<number> {
  let n = 0;
  for await (const { action } of readAudit(db)) if (action === 'freeze.set') n += 1;
  return n;
}

eachEngine(({ open, reopen }) => {
  it('stops its own writes with the first critical one, and says so on the card', async () => {
    const store = await open();
    const { read } = reader(store);
    await read('half-way');
    expect(await currentFreeze(store.db)).toBeNull();
    await read('grave-1');
    await read('grave-2');

    const [alert] = await listAlerts(store.db, { states: ['open'], limit: 5 });
    expect(await currentFreeze(store.db)).toMatchObject({
      by: 'lockstep',
      because: `An app refuses changes (${alert?.id})`,
    });
    expect(alert?.notes.map(({ text }) => text)).toEqual([
      'Lockstep froze its own changes; an admin lifts that',
    ]);
    expect(await freezes(store.db)).toBe(1);
  });

  it('leaves it lifted when an admin lifted it, until it comes back', async () => {
    const store = await open();
    const { read, tools } = reader(store);
    await read('grave-1');
    await liftFreeze(store.db, { at: tools.clock.now(), by: 'UADA' });
    await read('grave-2');
    expect(await currentFreeze(store.db)).toBeNull();

    const [alert] = await listAlerts(store.db, { states: ['open'], limit: 5 });
    await resolveAlert(tools, { alertId: alert?.id ?? '', by: 'UADA', because: 'it was intended' });
    await read('grave-3');
    expect(await currentFreeze(store.db)).toMatchObject({ by: 'lockstep' });
  });

  it('freezes when a maintenance window ends and it still stands, not before', async () => {
    const store = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const maintenance = [
      {
        connection: 'okta',
        since: new Date('2026-11-24T11:00:00Z'),
        until: new Date('2026-11-24T13:00:00Z'),
        reason: 'move',
      },
    ];
    const settings = watchTools(store).settings;
    const detections = { ...settings.detections, maintenance } as typeof settings.detections;
    const { read, tools } = reader(store, { clock, settings: { detections } });
    await read('grave-1');
    expect(await currentFreeze(store.db)).toBeNull();
    clock.advance(3_600_001);
    await sweepAlerts(tools);

    expect(await currentFreeze(store.db)).toMatchObject({ by: 'lockstep' });
  });

  it('freezes once when two replicas read the same page', async () => {
    const stores = [await open(), await reopen()];
    await Promise.all(stores.map(async (store) => await reader(store).read('grave-1')));

    const rows = await stores[0]?.db.selectFrom('write_freeze').selectAll().execute();
    expect(rows).toHaveLength(1);
  });

  it('tells sinks that ask for critical ones only when it becomes critical', async () => {
    const store = await open();
    const sinks = [{ id: 'oncall', kind: 'webhook' as const, minSeverity: 'critical' as const, options: {} }];
    const { read } = reader(store, { settings: { sinks } });
    await read('half-way');
    expect(await store.db.selectFrom('sink_delivery').selectAll().execute()).toEqual([]);
    await read('grave-1', 'grave-2');
    await read('grave-3');

    expect(await store.db.selectFrom('sink_delivery').select('action').execute()).toEqual([
      { action: 'trigger' },
    ]);
    expect((await listAlerts(store.db, { states: ['open'], limit: 1 }))[0]?.pagedAt).not.toBeNull();
  });
});
