import { afterEach, expect, it } from 'vitest';
import { watchApps } from '../../src/detections/app-silence.ts';
import { ingestPage } from '../../src/detections/ingest.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { fixedClock, HOUR_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { openOkta } from '../providers/okta-connection.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';
import { push } from '../support/watch.ts';

const start = Date.parse('2026-11-02T00:00:00Z');
const credential = {
  name: 'Atlassian SCIM key',
  connection: 'okta',
  app: 'jira',
  expires: new Date('2027-10-31T23:59:59Z'),
  owner: 'ada@acme.test',
};

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** Changes of these apps every so many hours, so many times; then time passes. */
  async function live(apps: readonly string[], { every, times }: { every: number; times: number }) {
    const { db, queue } = await open();
    const { provider, close } = await openOkta();
    closing.push(close);
    const clock = fixedClock(new Date(start + every * times * HOUR_MS).toISOString());
    const settings = quietSettings({ credentials: [credential] });
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings });
    let cursor: string | null = null;
    const happen = async (hours: readonly number[]) => {
      const events = hours.flatMap((hour) =>
        apps.map((app) =>
          push(app, 'u1', {
            name: 'application.provision.user.push',
            outcome: 'success',
            at: new Date(start + hour * HOUR_MS),
          }),
        ),
      );
      const next = `${cursor ?? ''}+`;
      await ingestPage(
        tools,
        { connection: 'okta', kind: 'okta', feed: 'log' },
        { page: { events, cursor: next }, from: cursor },
      );
      cursor = next;
    };
    await happen(Array.from({ length: times }, (_, i) => i * every));
    const after = async (hours: number) => {
      clock.advance(hours * HOUR_MS);
      await watchApps(tools, provider);
      const alerts = await listAlerts(db, { states: ['open', 'resolved'], limit: 5 });
      return alerts.map(({ detection, key, state }) => `${detection} ${key.split(':')[0]} ${state}`);
    };
    return { happen, after, now: () => (clock.now().getTime() - start) / HOUR_MS };
  }

  it('says that a registered app is silent for longer than twice its longest pause, and ends with the next change', async () => {
    const { happen, after, now } = await live(['jira'], { every: 20, times: 24 });
    expect(await after(18)).toEqual([]);
    expect(await after(3)).toEqual(['app-silent jira open']);
    expect(await after(3)).toEqual(['app-silent jira open']);

    await happen([now()]);
    expect(await after(2)).toEqual(['app-silent jira resolved']);
  });

  it('gives a busy app a day', async () => {
    const { after } = await live(['jira'], { every: 1, times: 100 });
    expect(await after(20)).toEqual([]);
    expect(await after(5)).toEqual(['app-silent jira open']);
  });

  it.each([
    ['an app that is not registered', ['slack'], 24],
    ['an app of which too little is known', ['jira'], 19],
  ])('says nothing about %s', async (_, apps, times) => {
    const { after } = await live(apps, { every: 20, times });

    expect(await after(100)).toEqual([]);
  });
});
