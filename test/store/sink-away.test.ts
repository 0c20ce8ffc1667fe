import { expect, it } from 'vitest';
import { deliverToSink, sweepAlerts } from '../../src/alerts/index.ts';
import { watchSinks } from '../../src/detections/sink-away.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { fixedClock, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { type Sink, SinkRefusal } from '../../src/sinks/sink.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { openOutbox } from '../support/outbox.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const states = ['pending', 'open', 'resolved'] as const;
const away = new SinkRefusal('PagerDuty answered 503', { retry: true });
const wrongKey = new SinkRefusal('PagerDuty answered 403', { retry: false, next: 'Check the key.' });

eachEngine(({ open }) => {
  /** Two sinks, of which one is on call and may fail. */
  async function start() {
    const { db, queue } = await open();
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const outbox = openOutbox({ db, queue }, ['oncall'], clock);
    const heard: string[] = [];
    let error: SinkRefusal | null = null;
    const sink: Sink = {
      id: 'oncall',
      kind: 'webhook',
      deliver: async ({ action, alert }) => {
        if (error !== null) throw error;
        await Promise.resolve(heard.push(`${action} ${alert.detection}`));
      },
    };
    const sinks = ['oncall', 'log'].map((id) => ({
      id,
      kind: 'webhook' as const,
      minSeverity: 'high' as const,
      options: {},
    }));
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings: quietSettings({ sinks }) });
    const drain = async () => await deliverToSink({ db, queue, clock, log: silentLog }, sink);
    const look = async (settings = tools.settings) => {
      await watchSinks({ ...tools, settings });
      await sweepAlerts(tools);
      const alerts = await listAlerts(db, { states, limit: 9 });
      const mine = alerts.filter(({ detection }) => detection === 'sink-away');
      return mine.map(({ connection, state, message }) => `${connection} ${state}: ${message}`);
    };
    const fail = (how: SinkRefusal | null): void => void (error = how);
    const toldLog = async () =>
      await db.selectFrom('sink_delivery').select('action').where('sink', '=', 'log').execute();
    const withoutOnCall = async () =>
      await look(quietSettings({ sinks: sinks.filter(({ id }) => id !== 'oncall') }));
    return { outbox, clock, heard, fail, drain, look, toldLog, withoutOnCall };
  }

  it('says at once that a sink refused a page for good, to the others, and ends with the next one taken', async () => {
    const { outbox, heard, fail, drain, look, toldLog } = await start();
    fail(wrongKey);
    await outbox.open();
    await drain();
    const message = 'The sink oncall refused an alert for good: PagerDuty answered 403. Next: Check the key.';
    expect(await look()).toEqual([`sink:oncall open: ${message}`]);
    expect(await toldLog()).toEqual([{ action: 'trigger' }]);

    await drain();
    expect(await look()).toEqual([`sink:oncall open: ${message}`]);
    fail(null);
    outbox.clock.advance(MINUTE_MS);
    await outbox.open({ id: 'alert_2', fingerprint: 'another' });
    await drain();
    expect(await look()).toEqual([`sink:oncall resolved: ${message}`]);
    await drain();
    expect(heard).toEqual(['trigger scim-key-dead']);
  });

  it('says a refusal at once though it had waited whether the sink comes back', async () => {
    const { outbox, fail, drain, look } = await start();
    fail(away);
    await outbox.open();
    await drain();
    expect((await look()).join()).toContain('sink:oncall pending: ');
    fail(wrongKey);
    outbox.clock.advance(MINUTE_MS);
    await drain();
    expect((await look()).join()).toContain('sink:oncall open: The sink oncall refused an alert for good');
  });

  it('says it also where the next word was taken before anybody looked, and ends a minute later', async () => {
    const { outbox, clock, fail, drain, look, toldLog } = await start();
    fail(wrongKey);
    await outbox.open();
    await drain();
    fail(null);
    clock.advance(1000);
    await outbox.open({ id: 'alert_2', fingerprint: 'another' });
    await drain();
    expect((await look()).join()).toContain('sink:oncall open: The sink oncall refused an alert for good');
    expect(await toldLog()).toEqual([{ action: 'trigger' }]);

    clock.advance(MINUTE_MS);
    expect((await look()).join()).toContain('sink:oncall resolved: ');
  });

  it('waits five minutes for one that is away, and says nothing when it is back before', async () => {
    const { outbox, clock, fail, drain, look, toldLog } = await start();
    fail(away);
    await outbox.open();
    await drain();
    expect((await look()).join()).toContain('sink:oncall pending: ');
    fail(null);
    clock.advance(MINUTE_MS);
    await drain();
    expect((await look()).join()).toContain('sink:oncall resolved: ');
    expect(await toldLog()).toEqual([]);

    fail(away);
    clock.advance(MINUTE_MS);
    await outbox.open({ id: 'alert_2', fingerprint: 'another' });
    await drain();
    await look();
    clock.advance(6 * MINUTE_MS);
    await drain();
    expect((await look()).join()).toContain('sink:oncall open: ');
    expect(await toldLog()).toEqual([{ action: 'trigger' }]);
  });

  it('says since when none is taken: after the last one that was, not since one that it chokes on waits', async () => {
    const { outbox, clock, fail, drain, look } = await start();
    fail(away);
    await outbox.open();
    await drain();
    fail(null);
    await outbox.open({ id: 'alert_2', fingerprint: 'another' });
    clock.advance(1000);
    await drain();
    expect(await look()).toEqual([]);
    fail(away);
    clock.advance(MINUTE_MS);
    await drain();

    expect((await look()).join()).toContain('has taken no alert since 2026-11-24T12:00:01.000Z');
  });

  it('ends where the sink is no longer one of lockstep.yaml', async () => {
    const { outbox, fail, drain, look, withoutOnCall } = await start();
    fail(wrongKey);
    await outbox.open();
    await drain();
    expect((await look()).join()).toContain('sink:oncall open: ');

    expect(await withoutOnCall()).toEqual([expect.stringMatching(/^sink:oncall resolved/)]);
  });
});
