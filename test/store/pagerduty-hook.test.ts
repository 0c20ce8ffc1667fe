import { afterEach, describe, expect, it } from 'vitest';
import { type PagerDuty, ROUTING_KEY, startPagerDuty } from '../../sandbox/sinks/pagerduty.ts';
import { sendWebhook, webhookBody } from '../../sandbox/sinks/pagerduty-webhook.ts';
import type { Alert } from '../../src/domain/alert.ts';
import { receiveHook } from '../../src/hooks.ts';
import { startHttp } from '../../src/http.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { createSinks } from '../../src/sinks/index.ts';
import { findAlert } from '../../src/store/alerts.ts';
import { readAudit } from '../../src/store/audit.ts';
import type { Db, Store } from '../../src/store/open.ts';
import { openOutbox } from '../support/outbox.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const SECRET = 'what-pagerduty-signs-with';
const START = new Date('2026-11-24T12:00:00Z');
const later = (minutes: number): Date => new Date(START.getTime() + minutes * 60_000);
const ada = (action: 'acknowledge' | 'resolve', at = later(1)) => ({ action, person: 'PADA', at });

eachEngine(({ open }) => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  /** The bot's HTTP surface with one pager that may be told back, and a store that knows of one paged alert. */
  async function start(options: Readonly<Record<string, string>> = { webhook_secret: SECRET }) {
    const store = await open();
    const pagerDuty = await startPagerDuty();
    closing.push(pagerDuty.close);
    const clock = fixedClock(START.toISOString());
    const own = {
      id: 'oncall',
      kind: 'pagerduty' as const,
      minSeverity: 'low' as const,
      options: { routing_key: ROUTING_KEY, url: pagerDuty.url, ...options },
    };
    const sinks = createSinks([own], { clock });
    const config = { settings: quietSettings({ sinks: [own] }) };
    const tools = { providers: [], sinks, store, clock, config, log: silentLog };
    const http = await startHttp({
      host: '127.0.0.1',
      port: 0,
      readiness: async () => await Promise.resolve({ ready: true, parts: {} }),
      measure: async () => await Promise.resolve([]),
      hook: async (kind, request) => await receiveHook(tools, kind, request),
    });
    closing.push(http.close);
    const uri = `http://127.0.0.1:${http.port}/hooks/pagerduty`;
    pagerDuty.sendTo({ uri, secret: SECRET });
    const outbox = openOutbox(store, ['oncall'], clock);
    const [sink] = sinks;
    if (sink === undefined) throw new Error('no sink');
    const drain = async (): Promise<void> => await outbox.drain(sink);
    const page = async (over: Partial<Alert> = {}): Promise<Alert> => {
      const alert = await outbox.open(over);
      await drain();
      return alert;
    };
    return { store, pagerDuty, clock, uri, outbox, page, drain };
  }

  const stateOf = async ({ db }: Pick<Store, 'db'>, { id }: Alert) => (await findAlert(db, id))?.state;
  const wordsTo = (pagerDuty: PagerDuty) => pagerDuty.heard().map(({ action }) => action);
  const waiting = async (db: Db) =>
    (await db.selectFrom('sink_delivery').select('action').execute()).map(({ action }) => action);

  it('acknowledges what somebody acknowledged in PagerDuty, in the name of the sink, and tells PagerDuty nothing', async () => {
    const { store, pagerDuty, page, drain } = await start();
    const alert = await page();

    expect(await pagerDuty.act(alert.fingerprint, ada('acknowledge'))).toBe(202);
    await drain();
    expect(await findAlert(store.db, alert.id)).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: 'oncall',
    });
    const [entry] = (await Array.fromAsync(readAudit(store.db))).slice(-1);
    expect(entry).toMatchObject({
      actor: 'oncall',
      action: 'alert.acknowledged',
      detail: { person: 'PADA' },
    });
    expect(wordsTo(pagerDuty)).toEqual(['trigger']);
    expect(await waiting(store.db)).toEqual(['trigger']);
  });

  it('ends what somebody resolved in PagerDuty, and tells PagerDuty nothing', async () => {
    const { store, pagerDuty, page, drain } = await start();
    const alert = await page();

    expect(await pagerDuty.act(alert.fingerprint, ada('resolve'))).toBe(202);
    await drain();
    expect(await findAlert(store.db, alert.id)).toMatchObject({ state: 'resolved', resolvedBy: 'oncall' });
    expect(wordsTo(pagerDuty)).toEqual(['trigger']);
  });

  it('still tells PagerDuty of the end of what was acknowledged there', async () => {
    const { pagerDuty, page, drain, outbox } = await start();
    const alert = await page();
    await pagerDuty.act(alert.fingerprint, ada('acknowledge'));
    await outbox.resolve(alert.id);
    await drain();

    expect(wordsTo(pagerDuty)).toEqual(['trigger', 'resolve']);
  });

  it('finds the alert whose key was too long for PagerDuty', async () => {
    const { store, pagerDuty, page } = await start();
    const alert = await page({ fingerprint: `scim:okta:${'x'.repeat(400)}` });
    const [{ key } = { key: '' }] = pagerDuty.incidents();

    expect(key).toMatch(/^sha256:/);
    expect(await pagerDuty.act(key, ada('acknowledge'))).toBe(202);
    expect(await stateOf(store, alert)).toBe('acknowledged');
  });

  it('believes the old and the new secret while PagerDuty replaces it', async () => {
    const { store, pagerDuty, uri, page } = await start();
    const alert = await page();
    pagerDuty.sendTo({ uri, secret: SECRET, previousSecret: 'the-one-before' });

    expect(await pagerDuty.act(alert.fingerprint, ada('acknowledge'))).toBe(202);
    expect(await stateOf(store, alert)).toBe('acknowledged');
  });

  it('takes the same word once, whatever happened since', async () => {
    const { store, uri, page, outbox, drain, clock } = await start();
    const alert = await page();
    const body = webhookBody(
      { key: alert.fingerprint, title: alert.title, state: 'acknowledged' },
      ada('resolve', later(30)),
    );
    expect(await sendWebhook({ uri, secret: SECRET }, body)).toBe(202);
    clock.advance(60_000);
    await outbox.relapse(alert.id);
    await drain();

    expect(await sendWebhook({ uri, secret: SECRET }, body)).toBe(202);
    expect(await stateOf(store, alert)).toBe('open');
  });

  it('never ends a later round by a late word about an earlier one', async () => {
    const { store, pagerDuty, page, outbox, drain, clock } = await start();
    const alert = await page();
    await outbox.resolve(alert.id);
    clock.advance(10 * 60_000);
    await outbox.relapse(alert.id);
    await drain();

    expect(await pagerDuty.act(alert.fingerprint, ada('resolve', later(5)))).toBe(202);
    expect(await stateOf(store, alert)).toBe('open');
  });

  it.each([
    ['an incident of another cause', 'scim-key-dead:okta:other'],
    ['an incident without a key', ''],
  ])('leaves every alert alone at %s', async (_, key) => {
    const { store, uri, page } = await start();
    const alert = await page();
    const body = webhookBody({ key, title: 'Another', state: 'resolved' }, ada('resolve'));

    expect(await sendWebhook({ uri, secret: SECRET }, body)).toBe(202);
    expect(await stateOf(store, alert)).toBe('open');
  });

  it('leaves an alert alone that this pager was never told of', async () => {
    const { store, uri, outbox } = await start();
    const alert = await outbox.open();
    const body = webhookBody({ key: alert.fingerprint, title: '', state: 'resolved' }, ada('resolve'));

    expect(await sendWebhook({ uri, secret: SECRET }, body)).toBe(202);
    expect(await stateOf(store, alert)).toBe('open');
  });

  describe('is refused', () => {
    it('when it is forged', async () => {
      const { store, pagerDuty, uri, page } = await start();
      const alert = await page();
      pagerDuty.sendTo({ uri, secret: 'what-somebody-else-signs-with' });

      expect(await pagerDuty.act(alert.fingerprint, ada('resolve'))).toBe(401);
      expect(await stateOf(store, alert)).toBe('open');
    });

    it('when nothing is signed, or it is no POST', async () => {
      const { uri } = await start();

      expect((await fetch(uri, { method: 'POST', body: '{}' })).status).toBe(401);
      expect((await fetch(uri)).status).toBe(405);
    });

    it('when it is larger than any webhook, whatever it is signed with', async () => {
      const { store, uri, page } = await start();
      const alert = await page();
      const padded = webhookBody(
        { key: alert.fingerprint, title: 'x'.repeat(1024 * 1024), state: 'resolved' },
        ada('resolve'),
      );

      expect(await sendWebhook({ uri, secret: SECRET }, padded)).toBe(413);
      expect(await stateOf(store, alert)).toBe('open');
    });

    it('when the pager has no webhook_secret: nothing listens then', async () => {
      const { store, pagerDuty, page } = await start({});
      const alert = await page();

      expect(await pagerDuty.act(alert.fingerprint, ada('resolve'))).toBe(404);
      expect(await stateOf(store, alert)).toBe('open');
    });
  });
});
