import { afterEach, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { addMember, removeMember } from '../../sandbox/tenant/entra-changes.ts';
import { hookLines } from '../../src/cli/diagnosis/hooks.ts';
import { receiveHook } from '../../src/hooks.ts';
import { startHttp } from '../../src/http.ts';
import renewHooks from '../../src/jobs/renew-hooks.ts';
import { DAY_MS, fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { listFreshness } from '../../src/store/freshness.ts';
import { configOf } from '../providers/entra-connection.ts';
import { limits } from '../providers/facts.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  /** The bot's HTTP surface, which Graph can reach, and the job as the queue runs it. */
  async function start({
    hookSecret = 'a-secret-of-enough-characters',
  }: {
    hookSecret?: string | null;
  } = {}) {
    const { db, queue, ...store } = await open();
    const entra = await startEntra(createCompany({ entraPeople: 30, groups: 0 }));
    closing.push(entra.close);
    const clock = fixedClock(new Date().toISOString());
    const config = configOf(entra, { hookSecret });
    const provider = await connectEntra({ id: 'entra', config, clock, limits });
    const settings = quietSettings();
    const app = { providers: [provider], sinks: [], clock, log: silentLog, config: { settings } };
    const http = await startHttp({
      host: '127.0.0.1',
      port: 0,
      readiness: async () => await Promise.resolve({ ready: true, parts: {} }),
      measure: async () => await Promise.resolve([]),
      hook: async (kind, request) =>
        await receiveHook({ ...app, store: { ...store, db, queue } }, kind, request),
    });
    closing.push(http.close);
    const publicUrl = `http://127.0.0.1:${http.port}`;
    const tools = { db, queue, clock, log: silentLog, providers: [provider], settings };
    const renew = async (more: { publicUrl?: string | null } = { publicUrl }) => {
      await renewHooks.run({ ...tools, ...more }, { connection: 'entra' });
    };
    const jobs = async () => await queue.counts(db);
    return { db, entra, clock, provider, publicUrl, renew, jobs };
  }

  it('has Graph call the public address, and asks to be run again', async () => {
    const { db, entra, publicUrl, provider, renew, jobs } = await start();
    expect(await hookLines(provider, publicUrl)).toMatchObject([{ ok: null }]);
    await renew();
    await renew();

    const urls = entra.subscriptions.all().map(({ notificationUrl }) => notificationUrl.split('?')[0]);
    expect(urls).toEqual([`${publicUrl}/hooks/entra`, `${publicUrl}/hooks/entra`]);
    expect((await listFreshness(db)).has('hooks:entra')).toBe(true);
    expect(await hookLines(provider, publicUrl)).toMatchObject([{ ok: true }]);
    expect(await jobs()).toMatchObject({ ready: expect.any(Number), failed: 0 });
  });

  it('has the feeds read when Graph tells of a change', async () => {
    const { db, entra, renew } = await start();
    await renew();
    const [group] = [...entra.tenant.groups.values()].filter(({ members }) => members.size > 0);
    const [member = ''] = group?.members ?? [];
    removeMember(entra.tenant, group?.id ?? '', member);
    addMember(entra.tenant, group?.id ?? '', member);

    expect(await entra.subscriptions.deliver()).toBeGreaterThan(0);
    const heard = await db.selectFrom('hook_delivery').select('connection').execute();
    expect(heard).toEqual([{ connection: 'entra' }]);
  });

  it('extends what Graph wants to see extended, and what is about to end', async () => {
    const { entra, clock, renew } = await start();
    await renew();
    const soon = new Date(clock.now().getTime() + DAY_MS).toISOString();
    const all = () => entra.subscriptions.all();
    const shorten = () => {
      for (const one of all()) one.expirationDateTime = soon;
    };
    shorten();
    expect(await entra.subscriptions.askReauthorization()).toBe(2);
    await expect.poll(() => all().every(({ expirationDateTime }) => expirationDateTime > soon)).toBe(true);
    shorten();
    await renew();

    expect(all().every(({ expirationDateTime }) => expirationDateTime > soon)).toBe(true);
  });

  it('makes a subscription anew that Graph dropped without a word', async () => {
    const { entra, renew } = await start();
    await renew();
    const [first] = entra.subscriptions.all();
    entra.subscriptions.drop(first?.id ?? '');
    await renew();

    expect(entra.subscriptions.all()).toHaveLength(2);
  });

  it('tries again soon, wakes nobody and does not look fresh when Graph cannot reach the address', async () => {
    const { db, entra, provider, renew, jobs } = await start();
    await renew({ publicUrl: 'http://127.0.0.1:9' });

    expect(entra.subscriptions.all()).toEqual([]);
    expect((await listFreshness(db)).has('hooks:entra')).toBe(false);
    expect((await jobs()).failed).toBe(0);
    expect(await db.selectFrom('alert').selectAll().execute()).toEqual([]);
    expect(await hookLines(provider, 'http://127.0.0.1:9')).toMatchObject([{ ok: null }]);
  });

  it('makes nothing twice when two replicas start together', async () => {
    const { entra, renew } = await start();
    await Promise.all([renew(), renew()]);

    expect(entra.subscriptions.all()).toHaveLength(2);
  });

  it('asks nobody to call without a public address, and doctor says so', async () => {
    const { entra, provider, renew } = await start();
    await renew({ publicUrl: null });

    expect(entra.subscriptions.all()).toEqual([]);
    expect(await hookLines(provider, null)).toMatchObject([
      { ok: false, next: expect.stringContaining('LOCKSTEP_PUBLIC_URL') },
    ]);
  });

  it('is nothing to speak of where no secret is set', async () => {
    const { provider } = await start({ hookSecret: null });

    expect(await hookLines(provider, null)).toEqual([]);
  });
});
