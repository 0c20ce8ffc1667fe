import { afterEach, expect, it } from 'vitest';
import type { EntraTenant } from '../../sandbox/tenant/entra-tenant.ts';
import { sweepAlerts } from '../../src/alerts/index.ts';
import { followFeed } from '../../src/detections/follow.ts';
import { watchSilence } from '../../src/detections/silence.ts';
import { detectionTools } from '../../src/detections/tools.ts';
import { syncDirectory } from '../../src/directory/index.ts';
import { fixedClock, MINUTE_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { EventFeed } from '../../src/providers/provider.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { releaseLease, takeLease } from '../../src/store/leases.ts';
import { openEntraProvider } from '../providers/entra-connection.ts';
import { entry } from '../providers/facts.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const states = ['pending', 'open', 'resolved'] as const;

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A tenant that is watched as far as `feeds` and the streams of the mirror; who is registered as break-glass there. */
  async function openTenant(registered: (tenant: EntraTenant) => readonly string[]) {
    const { db, queue } = await open();
    const { entra, tenant, provider } = await openEntraProvider();
    closing.push(async () => await entra.close());
    const clock = fixedClock(new Date().toISOString());
    const settings = quietSettings({ breakGlass: registered(tenant).map((login) => entry('entra', login)) });
    const tools = detectionTools({ db, queue, clock, log: silentLog, settings });
    const alerts = async (feeds: readonly EventFeed[]) => {
      await watchSilence(tools, { ...provider, feeds });
      await sweepAlerts(tools);
      return await listAlerts(db, { states, limit: 9 });
    };
    return { db, tenant, provider, clock, tools, alerts };
  }

  /** The sign-ins of a break-glass account, which are read every two minutes. */
  async function start() {
    const { tenant, provider, clock, tools, alerts } = await openTenant(({ users }) => [
      users.values().next().value?.userPrincipalName ?? '',
    ]);
    const feed = provider.feeds?.find(({ name }) => name === 'sign-ins');
    if (feed === undefined) throw new Error('there is no such feed');
    const poll = async (): Promise<void> =>
      void (await followFeed(tools, provider, { feed, signal: new AbortController().signal }));
    const look = async () =>
      (await alerts([feed])).map(({ detection, key, state }) => `${detection} ${key} ${state}`);
    return { tenant, clock, poll, look };
  }

  it('tells of a source that is asked and refuses every time, and ends when it is read again', async () => {
    const { tenant, clock, poll, look } = await start();
    await poll();
    tenant.licences.p1 = false;
    clock.advance(12 * MINUTE_MS);
    await expect(poll()).rejects.toMatchObject({ code: 'NOT_LICENSED' });
    expect(await look()).toEqual(['source-silent sign-ins pending']);
    clock.advance(MINUTE_MS);
    expect(await look()).toEqual(['source-silent sign-ins open']);

    tenant.licences.p1 = true;
    await poll();
    expect(await look()).toEqual(['source-silent sign-ins resolved']);
  });

  it('says nothing after a stop of an hour when the source is read again at once', async () => {
    const { clock, poll, look } = await start();
    await poll();
    clock.advance(60 * MINUTE_MS);
    expect(await look()).toEqual(['source-silent sign-ins pending']);
    await poll();
    clock.advance(MINUTE_MS);
    expect(await look()).toEqual(['source-silent sign-ins resolved']);
  });

  /** The mirror's groups, which are asked every minute what changed. */
  async function startGroups() {
    const { db, tenant, provider, clock, alerts } = await openTenant(() => []);
    const sync = async (full = false) =>
      await syncDirectory({ db, clock }, provider, { only: 'groups', full });
    const look = async () =>
      (await alerts([])).map(({ key, state, message }) => `${key} ${state}: ${message}`);
    await sync();
    return { db, tenant, clock, sync, look };
  }

  it('tells of groups that cannot be asked what changed, and ends when they can', async () => {
    const { clock, sync, look } = await startGroups();
    await sync();
    clock.advance(16 * MINUTE_MS);
    expect(await look()).toEqual([
      'groups pending: entra (groups) could not be asked what changed for 16 min.',
    ]);
    clock.advance(MINUTE_MS);
    expect(await look()).toEqual([expect.stringMatching(/^groups open/)]);

    await sync();
    expect(await look()).toEqual([expect.stringMatching(/^groups resolved/)]);
  });

  it('tells of groups that are not asked because a pass over all of them was disbelieved, once for all tries', async () => {
    const { tenant, clock, sync, look } = await startGroups();
    await sync();
    const groups = [...tenant.groups];
    for (const [id] of groups.slice(1)) tenant.groups.delete(id);
    await expect(sync(true)).rejects.toMatchObject({ code: 'MASS_DISAPPEARANCE' });
    expect(await look()).toEqual([]);
    clock.advance(16 * MINUTE_MS);
    await look();
    clock.advance(MINUTE_MS);
    expect(await look()).toEqual([expect.stringMatching(/^groups open/)]);
    await expect(sync()).rejects.toMatchObject({ code: 'MASS_DISAPPEARANCE' });
    expect(await look()).toEqual([expect.stringMatching(/^groups open/)]);

    for (const [id, group] of groups) tenant.groups.set(id, group);
    await sync();
    expect(await look()).toEqual([expect.stringMatching(/^groups resolved/)]);
  });

  it('says nothing of groups while somebody reads the directory', async () => {
    const { db, clock, sync, look } = await startGroups();
    await sync();
    clock.advance(16 * MINUTE_MS);
    const now = clock.now();
    await takeLease(db, { name: 'sync:entra', owner: 'o', now, until: new Date(now.getTime() + MINUTE_MS) });
    expect(await look()).toEqual([]);
    await releaseLease(db, { name: 'sync:entra', owner: 'o' });
    expect(await look()).toHaveLength(1);
  });

  it('says nothing either where the reading began after it was noticed, as after a stop', async () => {
    const { db, clock, sync, look } = await startGroups();
    await sync();
    clock.advance(60 * MINUTE_MS);
    expect(await look()).toEqual([expect.stringMatching(/^groups pending/)]);
    const until = new Date(clock.now().getTime() + 10 * MINUTE_MS);
    await takeLease(db, { name: 'sync:entra', owner: 'o', now: clock.now(), until });
    for (const ms of [10_000, MINUTE_MS]) {
      clock.advance(ms);
      expect(await look()).toEqual([expect.stringMatching(/^groups resolved/)]);
    }
    await releaseLease(db, { name: 'sync:entra', owner: 'o' });
    expect(await look()).toEqual([expect.stringMatching(/^groups pending/)]);
    clock.advance(MINUTE_MS);
    expect(await look()).toEqual([expect.stringMatching(/^groups open/)]);
    await takeLease(db, {
      name: 'sync:entra',
      owner: 'o',
      now: clock.now(),
      until: new Date(clock.now().getTime() + MINUTE_MS),
    });
    expect(await look()).toEqual([expect.stringMatching(/^groups open/)]);
  });
});
