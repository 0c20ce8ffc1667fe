import { expect, it } from 'vitest';
import { acknowledgeAlert, resolveAlert, snoozeAlert, sweepAlerts } from '../../src/alerts/index.ts';
import { type IngestTools, ingestPage } from '../../src/detections/ingest.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { insertAlert, listAlerts } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import { nextMessages } from '../../src/store/messages.ts';
import type { Db } from '../../src/store/open.ts';
import { alertOf } from '../support/alert.ts';
import { eachEngine } from '../support/store.ts';
import { appBroken, event, keyDead, push, watchTools } from '../support/watch.ts';

const source = { connection: 'okta', kind: 'okta' as const, feed: 'log' };
const states = ['pending', 'open', 'acknowledged', 'snoozed', 'resolved'] as const;

function reader(tools: IngestTools) {
  let from: string | null = null;
  let page = 0;
  return async (...events: DirectoryEvent[]) => {
    page += 1;
    const result = await ingestPage(tools, source, { page: { events, cursor: `c${page}` }, from });
    from = `c${page}`;
    return result;
  };
}

async function deliveries(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('sink_delivery')
    .select(['action'])
    .orderBy('queued_at')
    .orderBy('id')
    .execute();
  return rows.map(({ action }) => action).toSorted();
}

async function said(db: Db): Promise<string[]> {
  const alerts = await listAlerts(db, { states, limit: 50 });
  return alerts.map((a) => `${a.detection} ${a.state} ${a.count}`).toSorted();
}

eachEngine(({ open, reopen }) => {
  it('raises one alert for four hundred failures of one cause, and pages once', async () => {
    const { db, queue } = await open();
    const read = reader(watchTools({ db, queue }, { detections: [appBroken] }));
    const people = Array.from({ length: 400 }, (_, i) => `u${i}`);

    await read(...people.slice(0, 250).map((id) => push('jira', id)));
    await read(...people.slice(200).map((id) => push('jira', id)));

    expect(await said(db)).toEqual(['app-broken open 400']);
    expect(await deliveries(db)).toEqual(['trigger']);
    expect((await nextMessages(db, 10)).map(({ kind }) => kind)).toEqual(['alert']);
  });

  it('changes nothing when a page is read again, by this reader or by another', async () => {
    const { db, queue } = await open();
    const tools = watchTools({ db, queue }, { detections: [appBroken] });
    const page = { events: [push('jira', 'u1'), push('jira', 'u2')], cursor: 'c1' };

    expect(await ingestPage(tools, source, { page, from: null })).toEqual({ kept: 2 });
    expect(await ingestPage(tools, source, { page, from: null })).toBe('late');
    expect(await ingestPage(tools, source, { page: { ...page, cursor: 'c2' }, from: 'c1' })).toEqual({
      kept: 0,
    });
    // Somebody else has gone on from there meanwhile.
    const late = { events: [push('jira', 'u3')], cursor: 'c2' };
    expect(await ingestPage(tools, source, { page: late, from: 'c1' })).toBe('late');
    expect(await said(db)).toEqual(['app-broken open 2']);
  });

  it('lets one of two readers keep a page', async () => {
    const [one, two] = [await open(), await reopen()];
    const page = { events: [push('jira', 'u1')], cursor: 'c1' };
    const both = await Promise.all(
      [one, two].map(
        async (store) =>
          await ingestPage(watchTools(store, { detections: [appBroken] }), source, { page, from: null }),
      ),
    );

    expect(both.filter((result) => result === 'late')).toHaveLength(1);
    expect(await said(one.db)).toEqual(['app-broken open 1']);
  });

  it('never says what heals within its patience', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { detections: [keyDead], clock });
    const read = reader(tools);
    const targets = [{ kind: 'app' as const, id: 'jira', name: 'Jira' }];

    await read(event({ name: 'app.key', targets }));
    expect(await said(db)).toEqual(['key-dead pending 1']);
    clock.advance(30_000);
    await read(push('jira', 'u1', { outcome: 'success' }));
    clock.advance(60_000);
    await sweepAlerts(tools);

    expect(await said(db)).toEqual(['key-dead resolved 1']);
    expect(await deliveries(db)).toEqual([]);
    expect(await nextMessages(db, 10)).toEqual([]);
  });

  it('says it when the patience is over, once, whoever sweeps', { repeats: 5 }, async () => {
    const [one, two] = [await open(), await reopen()];
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools(one, { detections: [keyDead], clock });
    await reader(tools)(event({ name: 'app.key', targets: [{ kind: 'app', id: 'jira', name: 'Jira' }] }));
    clock.advance(61_000);
    await Promise.all([sweepAlerts(tools), sweepAlerts(watchTools(two, { detections: [keyDead], clock }))]);

    expect(await said(one.db)).toEqual(['key-dead open 1']);
    expect(await deliveries(one.db)).toEqual(['trigger']);
  });

  it('keeps quiet about what a wider cause explains, and speaks when that is over and it still stands', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { clock });
    const read = reader(tools);
    await read(event({ name: 'app.key', targets: [{ kind: 'app', id: 'jira', name: 'Jira' }] }));
    await read(push('jira', 'u1'), push('jira', 'u2'));
    clock.advance(61_000);
    await sweepAlerts(tools);
    expect(await said(db)).toEqual(['app-broken pending 2', 'key-dead open 1']);
    expect(await deliveries(db)).toEqual(['trigger']);

    await read(push('jira', 'u2', { outcome: 'success' }));
    clock.advance(120_000);
    await sweepAlerts(tools);
    expect(await said(db)).toEqual(['app-broken open 1', 'key-dead resolved 1']);
  });

  it('ends what it said before when that turns out to be part of a wider cause', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { clock });
    const read = reader(tools);
    await read(push('jira', 'u1'), push('miro', 'u1'));
    await read(event({ name: 'app.key', targets: [{ kind: 'app', id: 'jira', name: 'Jira' }] }));
    clock.advance(61_000);
    await sweepAlerts(tools);

    // Miro has no dead key: what is said of it stands.
    expect(await said(db)).toEqual(['app-broken open 1', 'app-broken resolved 1', 'key-dead open 1']);
    expect(await deliveries(db)).toEqual(['resolve', 'trigger', 'trigger', 'trigger']);
  });

  it('ends with the last one who recovers, and says so where it was told', async () => {
    const { db, queue } = await open();
    const read = reader(watchTools({ db, queue }, { detections: [appBroken] }));
    await read(push('jira', 'u1'), push('jira', 'u2'), push('miro', 'u1'));
    await read(push('jira', 'u1', { outcome: 'success' }));
    expect(await said(db)).toEqual(['app-broken open 1', 'app-broken open 1']);
    await read(push('jira', 'u2', { outcome: 'success' }));

    expect(await said(db)).toEqual(['app-broken open 1', 'app-broken resolved 1']);
    expect(await deliveries(db)).toEqual(['resolve', 'trigger', 'trigger']);
  });

  it('keeps an alert whose failure came after the success of the same page', async () => {
    const { db, queue } = await open();
    const read = reader(watchTools({ db, queue }, { detections: [appBroken] }));
    const at = (second: number) => ({ at: new Date(`2026-11-24T12:00:0${second}Z`) });
    await read(push('jira', 'u1', at(3)), push('jira', 'u1', { outcome: 'success', ...at(2) }));

    expect(await said(db)).toEqual(['app-broken open 1']);
  });

  it('is the same alert when it comes back within the hour, paged anew', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const read = reader(watchTools({ db, queue }, { detections: [appBroken], clock }));
    await read(push('jira', 'u1'));
    await read(push('jira', 'u1', { outcome: 'success' }));
    clock.advance(30 * 60_000);
    await read(push('jira', 'u3'));
    expect(await said(db)).toEqual(['app-broken open 1']);
    expect(await deliveries(db)).toEqual(['resolve', 'trigger', 'trigger']);

    await read(push('jira', 'u3', { outcome: 'success' }));
    clock.advance(61 * 60_000);
    await read(push('jira', 'u3'));
    expect(await said(db)).toEqual(['app-broken open 1', 'app-broken resolved 1']);
  });

  it('escalates an alert that came back, also when nobody had taken it on the first time', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { detections: [{ ...appBroken, severity: 'low' }], clock });
    const read = reader(tools);
    const neglect = async () => {
      clock.advance(16 * 60_000);
      await sweepAlerts(tools);
    };
    await read(push('jira', 'u1'));
    await neglect();
    await read(push('jira', 'u1', { outcome: 'success', at: clock.now() }));
    expect(await deliveries(db)).toEqual(['resolve', 'trigger']);

    await read(push('jira', 'u2', { at: clock.now() }));
    expect(await deliveries(db)).toEqual(['resolve', 'trigger']);
    await neglect();
    expect(await said(db)).toEqual(['app-broken open 1']);
    expect(await deliveries(db)).toEqual(['resolve', 'trigger', 'trigger']);
  });

  it('gives an alert to one of two people who click at once', async () => {
    const [one, two] = [await open(), await reopen()];
    const tools = watchTools(one, { detections: [appBroken] });
    await reader(tools)(push('jira', 'u1'));
    const [alert] = await listAlerts(one.db, { states, limit: 1 });
    const click = async (store: typeof one, by: string) =>
      await acknowledgeAlert(watchTools(store), { alertId: alert?.id ?? '', by, at: tools.clock.now() });
    const both = await Promise.all([click(one, 'UADA'), click(two, 'UBOB')]);

    expect(both.toSorted()).toEqual(['already', 'done']);
    expect(await deliveries(one.db)).toEqual(['acknowledge', 'trigger']);
    const acts = [];
    for await (const entry of readAudit(one.db)) acts.push(entry.action);
    expect(acts).toEqual(['alert.opened', 'alert.acknowledged']);
  });

  it('lists the most severe first, before the limit cuts off', async () => {
    const { db } = await open();
    const late = new Date('2026-11-24T11:00:00Z');
    for (const [id, severity, lastAt] of [
      ['a', 'low', late],
      ['b', 'critical', new Date('2026-11-20T03:00:00Z')],
      ['c', 'medium', late],
      ['d', 'high', late],
    ] as const)
      await insertAlert(db, alertOf({ id, fingerprint: id, severity, lastAt }));

    expect((await listAlerts(db, { states, limit: 2 })).map(({ id }) => id)).toEqual(['b', 'd']);
  });

  it('remembers who ended it', async () => {
    const { db, queue } = await open();
    const tools = watchTools({ db, queue }, { detections: [appBroken] });
    const read = reader(tools);
    await read(push('jira', 'u1'), push('miro', 'u1'));
    const [first] = await listAlerts(db, { states, limit: 1 });
    await resolveAlert(tools, { alertId: first?.id ?? '', by: 'UADA', because: 'done' });
    await read(push('jira', 'u1', { outcome: 'success' }), push('miro', 'u1', { outcome: 'success' }));

    const ended = await listAlerts(db, { states, limit: 5 });
    expect(ended.map(({ resolvedBy }) => `${resolvedBy}`).toSorted()).toEqual(['UADA', 'lockstep']);
  });

  it('stays over when what a person ended is only told late, and comes back with whatever is new', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { detections: [appBroken], clock });
    const read = reader(tools);
    await read(push('jira', 'u1', { at: new Date('2026-11-24T11:59:00Z') }));
    const [first] = await listAlerts(db, { states, limit: 1 });
    await resolveAlert(tools, { alertId: first?.id ?? '', by: 'UADA', because: 'done' });
    clock.advance(60_000);
    await read(push('jira', 'u1', { at: new Date('2026-11-24T11:59:30Z') }));
    expect(await said(db)).toEqual(['app-broken resolved 1']);

    await read(push('jira', 'u2', { at: new Date('2026-11-24T11:59:40Z') }));
    expect(await said(db)).toEqual(['app-broken open 1']);
    await resolveAlert(tools, { alertId: first?.id ?? '', by: 'UADA', because: 'done' });
    clock.advance(60_000);
    await read(push('jira', 'u2', { at: clock.now() }));
    expect(await said(db)).toEqual(['app-broken open 1']);
  });

  it('snoozes, wakes, escalates and ends', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { detections: [{ ...appBroken, severity: 'low' }], clock });
    await reader(tools)(push('jira', 'u1'));
    const [alert] = await listAlerts(db, { states, limit: 1 });
    const alertId = alert?.id ?? '';
    expect(await deliveries(db)).toEqual([]);

    const until = new Date(clock.now().getTime() + 3_600_000);
    expect(await snoozeAlert(tools, { alertId, by: 'UADA', until })).toBe('done');
    clock.advance(30 * 60_000);
    await sweepAlerts(tools);
    expect(await said(db)).toEqual(['app-broken snoozed 1']);
    clock.advance(31 * 60_000);
    await sweepAlerts(tools);
    expect(await said(db)).toEqual(['app-broken open 1']);
    expect(await deliveries(db)).toEqual(['trigger']);

    expect(await resolveAlert(tools, { alertId, by: 'UADA', because: 'done' })).toBe('done');
    expect(await resolveAlert(tools, { alertId, by: 'UBOB', because: 'done' })).toBe('over');
    expect(await deliveries(db)).toEqual(['resolve', 'trigger']);
  });

  it('pages whom it paged once more when a snooze is over, and tells them who takes it on then', async () => {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const tools = watchTools({ db, queue }, { detections: [appBroken], clock });
    await reader(tools)(push('jira', 'u1'));
    const [alert] = await listAlerts(db, { states, limit: 1 });
    const alertId = alert?.id ?? '';
    const take = async () => await acknowledgeAlert(tools, { alertId, by: 'UADA', at: clock.now() });
    expect(await take()).toBe('done');
    const until = new Date(clock.now().getTime() + 3_600_000);
    await snoozeAlert(tools, { alertId, by: 'UADA', until });
    expect(await deliveries(db)).toEqual(['acknowledge', 'trigger']);

    clock.advance(61 * 60_000);
    await sweepAlerts(tools);
    await sweepAlerts(tools);
    expect(await said(db)).toEqual(['app-broken open 1']);
    expect(await deliveries(db)).toEqual(['acknowledge', 'trigger', 'trigger']);
    expect(await take()).toBe('done');
    expect(await deliveries(db)).toEqual(['acknowledge', 'acknowledge', 'trigger', 'trigger']);
  });
});
