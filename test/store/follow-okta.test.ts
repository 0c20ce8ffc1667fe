import { afterEach, expect, it } from 'vitest';
import { cast } from '../../sandbox/tenant/cast.ts';
import { writeLog } from '../../sandbox/tenant/okta-changes.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { followFeed } from '../../src/detections/follow.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { readRoster } from '../../src/store/roster.ts';
import { openOkta } from '../providers/okta-connection.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const states = ['pending', 'open', 'resolved'] as const;

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function start() {
    const { db, queue } = await open();
    const { org, provider, close } = await openOkta();
    closing.push(close);
    const clock = fixedClock(new Date().toISOString());
    const settings = quietSettings();
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings });
    const listen = async (name: string) => {
      const feed = provider.feeds?.find((each) => each.name === name);
      if (feed === undefined) throw new Error(`no feed ${name}`);
      await followFeed(tools, provider, { feed, signal: new AbortController().signal });
    };
    const said = async () =>
      (await listAlerts(db, { states, limit: 9 })).map(({ detection, state }) => `${detection} ${state}`);
    const lock = (login: string) => {
      const { id } = oktaUserByLogin(org, login);
      writeLog(org, 'user.account.lock', {
        target: [{ id, type: 'User', alternateId: login, displayName: login, detailEntry: null }],
      });
    };
    return { db, org, clock, listen, said, lock };
  }

  it('knows who is an administrator before the first event is judged, though no role ever changed', async () => {
    const { db, listen, said, lock } = await start();
    await listen('log');
    lock(cast.grace.email);
    await listen('log');

    expect((await readRoster(db, 'okta'))?.admins.size).toBeGreaterThan(0);
    expect(await said()).toEqual([]);

    lock(cast.ada.email);
    await listen('log');
    expect(await said()).toEqual(['lockout-wave open']);
  });
});
