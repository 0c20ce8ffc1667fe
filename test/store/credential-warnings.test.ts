import { expect, it } from 'vitest';
import { resolveAlert } from '../../src/alerts/index.ts';
import { watchCredentials } from '../../src/detections/credential-warnings.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { DAY_MS, fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const key = {
  name: 'Atlassian SCIM key',
  connection: 'okta',
  app: 'Atlassian Cloud',
  expires: new Date('2027-03-31T23:59:59Z'),
  owner: 'ada@acme.test',
};

eachEngine(({ open }) => {
  async function start(daysBefore: number) {
    const { db, queue } = await open();
    const clock = fixedClock(new Date(key.expires.getTime() - daysBefore * DAY_MS).toISOString());
    const settings = quietSettings({
      channels: { reports: null, alerts: 'C0ALERTS', requests: null },
      sinks: [{ id: 'oncall', kind: 'webhook', minSeverity: 'critical', options: {} }],
    });
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings });
    const watch = async (expires = key.expires) => await watchCredentials(tools, [{ ...key, expires }]);
    const said = async () => {
      const alerts = await listAlerts(db, { states: ['open', 'resolved'], limit: 20 });
      return alerts.map(({ key, severity, state }) => `${key.split(':').at(-1)} ${severity} ${state}`);
    };
    const posts = async () => (await db.selectFrom('message').select('id').execute()).length;
    const pages = async () => (await db.selectFrom('sink_delivery').select('action').execute()).length;
    return { tools, db, clock, watch, said, posts, pages };
  }

  it('warns anew at 60, 30, 14, 7, 3 and 1 days, each time once, and pages on the last day', async () => {
    const { clock, watch, said, posts, pages } = await start(61.5);
    const heard: number[] = [];
    for (let day = 61; day >= 1; day--) {
      const before = await posts();
      await watch();
      await watch();
      if ((await posts()) > before) heard.push(day);
      clock.advance(DAY_MS);
    }
    expect(heard).toEqual([60, 30, 14, 7, 3, 1]);
    expect(await pages()).toBe(0);

    await watch();
    expect(await pages()).toBe(1);
    expect((await said()).filter((line) => line.endsWith('open'))).toEqual(['0 critical open']);
    expect(await posts()).toBe(7);
  });

  it('says at once what is nearer than a warning, by the nearest one alone', async () => {
    const { watch, said } = await start(5);
    await watch();

    expect(await said()).toEqual(['7 high open']);
  });

  it('leaves what somebody resolved alone until the next warning', async () => {
    const { tools, db, clock, watch, said } = await start(20);
    await watch();
    const [alert] = await listAlerts(db, { states: ['open'], limit: 1 });
    await resolveAlert(tools, { alertId: alert?.id ?? '', by: 'UADA', because: 'it is ordered' });
    await watch();
    expect(await said()).toEqual(['30 medium resolved']);

    clock.advance(7 * DAY_MS);
    await watch();
    expect((await said()).toSorted()).toEqual(['14 medium open', '30 medium resolved']);
  });

  it('ends when the date moves, and speaks of the new one in its time', async () => {
    const { clock, watch, said } = await start(2);
    const renewed = new Date(key.expires.getTime() + 365 * DAY_MS);
    await watch();
    await watch(renewed);
    expect(await said()).toEqual(['3 high resolved']);

    clock.advance(310 * DAY_MS);
    await watch(renewed);
    expect((await said()).toSorted()).toEqual(['3 high resolved', '60 low open']);
  });
});
