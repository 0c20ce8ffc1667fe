import { afterEach, expect, it } from 'vitest';
import { breakGlass, cast, groups } from '../../sandbox/tenant/cast.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import type { Settings } from '../../src/config/config.ts';
import { followFeed } from '../../src/detections/follow.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import flyCanary from '../../src/jobs/fly-canary.ts';
import { fixedClock, HOUR_MS, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { readAudit } from '../../src/store/audit.ts';
import { freezeNow } from '../../src/store/freeze.ts';
import { openOkta } from '../providers/okta-connection.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A canary of Okta, the job as the queue runs it, and the feed as it is polled. */
  async function start(
    over: { readonly group?: string; readonly login?: string; readonly settings?: Partial<Settings> } = {},
  ) {
    const { db, queue } = await open();
    const { okta, org, provider, close } = await openOkta();
    closing.push(close);
    const clock = fixedClock(new Date().toISOString());
    const group = oktaGroupByName(org, over.group ?? groups.okta.vpn).id;
    const account = oktaUserByLogin(org, over.login ?? cast.grace.email).id;
    const canary = { connection: 'okta', group, account, withinMinutes: 10 };
    const watch = { groups: [], pollSeconds: {}, canary };
    const breakGlassEntry = { connection: 'okta', login: breakGlass.okta.bg1.toUpperCase() };
    const settings = quietSettings({
      watch,
      channels: { reports: null, alerts: 'C0ALERTS', requests: null },
      breakGlass: [{ ...breakGlassEntry, drillDays: 90, custodians: [], certificateAttestedUntil: null }],
      ...over.settings,
    });
    const tools = { db, queue, clock, log: silentLog, providers: [provider], settings };
    await syncDirectory({ db, clock }, provider, { full: true });
    const feed = provider.feeds?.[0];
    if (feed === undefined) throw new Error('no feed');
    const listen = async () => {
      await followFeed(detectionTools(tools), provider, { feed, signal: new AbortController().signal });
    };
    await listen();
    const alerts = async () => {
      const rows = await db
        .selectFrom('alert')
        .select('state')
        .where('detection', '=', 'canary-lost')
        .execute();
      return rows.map(({ state }) => state);
    };
    const writes = () => okta.requests().filter((line) => /^(PUT|DELETE) /.test(line)).length;
    const inside = () => org.memberships.get(group)?.has(account) === true;
    const fly = async () => await flyCanary.run(tools);
    return { db, clock, fly, listen, alerts, writes, inside };
  }

  it('goes into its group and out again, an hour later, and is heard of: no alert', async () => {
    const { db, clock, fly, listen, alerts, writes, inside } = await start();
    const before = inside();
    await fly();
    expect(inside()).toBe(!before);
    await listen();
    await fly();
    expect(writes()).toBe(1);
    clock.advance(HOUR_MS);
    await fly();

    expect(inside()).toBe(before);
    expect(await alerts()).toEqual([]);
    const entries = await Array.fromAsync(readAudit(db));
    expect(entries.filter(({ action }) => action === 'canary.sent')).toHaveLength(2);
  });

  it('is an alert once nobody heard of it in time, and over when it is heard of', async () => {
    const { clock, fly, listen, alerts } = await start();
    await fly();
    clock.advance(9 * MINUTE_MS);
    await fly();
    expect(await alerts()).toEqual([]);
    clock.advance(MINUTE_MS);
    await fly();
    await fly();
    expect(await alerts()).toEqual(['open']);
    await listen();
    await fly();

    expect(await alerts()).toEqual(['resolved']);
  });

  it('does not fly while Lockstep is frozen, or only says what it would do', async () => {
    const dry = await start({ settings: { dryRun: true } });
    await dry.fly();
    const frozen = await start();
    await freezeNow(frozen.db, { at: frozen.clock.now(), by: 'UADA', because: 'an incident' });
    await frozen.fly();

    expect([dry.writes(), frozen.writes()]).toEqual([0, 0]);
    expect([await dry.alerts(), await frozen.alerts()]).toEqual([[], []]);
  });

  it.each([
    ['a break-glass account', { login: breakGlass.okta.bg1 }],
    ['a group that a rule fills', { group: groups.okta.engineering }],
    ['a group that holds an administrator role', { group: groups.okta.platformAdmins }],
  ])('never touches %s, and says so', async (_, over) => {
    const { fly, alerts, writes } = await start(over);
    await fly();

    expect(writes()).toBe(0);
    expect(await alerts()).toEqual(['open']);
  });
});
