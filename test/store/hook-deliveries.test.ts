import { afterEach, expect, it } from 'vitest';
import { startOkta } from '../../sandbox/okta/server.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { receiveHook } from '../../src/hooks.ts';
import { pollLater } from '../../src/jobs/poll-events.ts';
import { fixedClock, HOUR_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { limits } from '../providers/facts.ts';
import { nextDue } from '../support/due-jobs.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const SECRET = 'a-secret-of-enough-characters';
const START = new Date('2026-11-24T12:00:00Z');

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  /** A bot whose look at Okta's log is an hour away, and Okta calling it. */
  async function start() {
    const store = await open();
    const okta = await startOkta(createCompany({ oktaPeople: 5, groups: 0 }));
    const clock = fixedClock(START.toISOString());
    const watcher = { kind: 'token', token: 'unused' } as const;
    const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: SECRET, signIn: null };
    const provider = await connectOkta({ id: 'okta', config, clock, limits });
    closing.push(provider.close, okta.close);
    const tools = { providers: [provider], sinks: [], store, clock, log: silentLog };
    const feeds = (provider.feeds ?? []).map(({ name }) => name);
    const rest = async (): Promise<void> => {
      for (const feed of feeds)
        await pollLater({ ...store, clock }, { connection: 'okta', feed, failures: 0 }, HOUR_MS);
    };
    const call = async (eventId: string, secret = SECRET) => {
      const header = (name: string) => (name === 'authorization' ? secret : null);
      const body = JSON.stringify({ eventType: 'com.okta.event_hook', eventId });
      const config = { settings: quietSettings() };
      return await receiveHook({ ...tools, config }, 'okta', { method: 'POST', query: {}, header, body });
    };
    await rest();
    return { rest, call, due: async () => await nextDue(store, ['poll-events']) };
  }

  const later = new Date(START.getTime() + HOUR_MS);

  it('a call of Okta has its log read now, and the same call again hurries nothing', async () => {
    const { rest, call, due } = await start();
    expect(await call('d1')).toEqual({ status: 204 });
    expect(await due()).toEqual(START);
    await rest();

    expect(await call('d1')).toEqual({ status: 204 });
    expect(await due()).toEqual(later);
    await call('d2');
    expect(await due()).toEqual(START);
  });

  it('a call without the secret hurries nothing, nor does it use up the id of one that comes', async () => {
    const { call, due } = await start();

    expect(await call('d1', 'a-guess')).toEqual({ status: 401 });
    expect(await due()).toEqual(later);
    await call('d1');
    expect(await due()).toEqual(START);
  });
});
