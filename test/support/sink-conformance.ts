import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Receiver } from '../../sandbox/sinks/ledger.ts';
import type { SinkSettings } from '../../src/config/config.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { createSinks } from '../../src/sinks/index.ts';
import type { Delivery, Sink } from '../../src/sinks/sink.ts';
import { listDead } from '../../src/store/dead-letters.ts';
import { openStore, type Store } from '../../src/store/open.ts';
import { alertOf } from './alert.ts';
import { type Outbox, openOutbox, type TestClock } from './outbox.ts';

/** One kind of sink, and its receiver. */
export interface SinkUnderTest {
  readonly kind: SinkSettings['kind'];
  readonly start: (clock: TestClock) => Promise<Receiver>;
  /** Options that the receiver accepts. */
  readonly options: (url: string) => Readonly<Record<string, string>>;
  /** What to change so that the receiver refuses the credential. */
  readonly wrong: Readonly<Record<string, string>>;
  /** Fingerprint, title and path are told by the receiver as they were sent, up to this length of the title. */
  readonly titleLength?: number;
}

const hostile = {
  fingerprint: 'scim:okta:a/../b?c=1&d#%2f "<!channel>" ${jndi:ldap://x} \u202e 名前 🔑',
  title: '<!channel> {{x}} "quoted" \\ back\nsecond line \u202eevil 🔑',
};

/** The contract of every sink, told over real HTTP to a strict receiver. */
export function testSink(under: SinkUnderTest): void {
  let clock: TestClock;
  let receiver: Receiver;
  let store: Store;
  let outbox: Outbox;
  let folder: string;

  const sinkWith = (over: Readonly<Record<string, string>> = {}, timeoutMs?: number): Sink => {
    const options = { ...under.options(receiver.url), ...over };
    const settings = { id: 'oncall', kind: under.kind, minSeverity: 'low' as const, options };
    const tools = { clock, ...(timeoutMs === undefined ? {} : { timeoutMs }) };
    const [sink] = createSinks([settings], tools);
    if (sink === undefined) throw new Error('no sink');
    return sink;
  };
  const delivery = (over: Partial<Delivery> = {}): Delivery => ({
    id: 'alert_1:oncall:trigger:0',
    action: 'trigger',
    alert: alertOf(),
    at: clock.now(),
    ...over,
  });
  const refusal = async (sink: Sink): Promise<unknown> =>
    await sink.deliver(delivery()).then(
      () => 'taken',
      (error: unknown) => error,
    );

  beforeEach(async () => {
    clock = fixedClock('2026-11-24T12:00:00Z');
    receiver = await under.start(clock);
    folder = await mkdtemp(join(tmpdir(), 'lockstep-sinks-'));
    store = await openStore(`file:${join(folder, 'lockstep.db')}`);
    await store.migrate();
    outbox = openOutbox(store, ['oncall'], clock);
  });
  afterEach(async () => {
    await store.close();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells beginning, acknowledgement and end under one key', async () => {
    const sink = sinkWith();
    const { id, fingerprint } = await outbox.open();
    await outbox.drain(sink);
    await outbox.acknowledge(id);
    await outbox.drain(sink);
    expect(receiver.incidents().map(({ state }) => state)).toEqual(['acknowledged']);
    await outbox.resolve(id);
    await outbox.drain(sink);

    expect(receiver.heard().map(({ action, key }) => [action, key])).toEqual([
      ['trigger', fingerprint],
      ['acknowledge', fingerprint],
      ['resolve', fingerprint],
    ]);
    expect(receiver.incidents().map(({ state }) => state)).toEqual(['resolved']);
  });

  it('is one incident however often the same delivery is sent', async () => {
    const sink = sinkWith();
    await sink.deliver(delivery());
    await sink.deliver(delivery());

    expect(receiver.heard()).toHaveLength(2);
    expect(receiver.incidents()).toHaveLength(1);
  });

  it('leaves a receiver alone for as long as it asks (429, Retry-After)', async () => {
    const sink = sinkWith();
    receiver.faults.add({
      path: /./,
      times: 1,
      fault: { kind: 'status', status: 429, headers: { 'retry-after': '120' } },
    });
    await outbox.open();
    await outbox.open({ id: 'alert_2', fingerprint: 'other:okta:x' });
    await outbox.drain(sink);
    clock.advance(119_000);
    await outbox.drain(sink);
    expect(receiver.requestCount()).toBe(1);
    clock.advance(1000);
    await outbox.drain(sink);

    expect(receiver.incidents()).toHaveLength(2);
  });

  it.each([
    ['an answer 503', { kind: 'status', status: 503 }],
    ["a proxy's page", { kind: 'html', status: 502 }],
    ['a connection that breaks off', { kind: 'reset' }],
  ] as const)('tries again after %s', async (_, fault) => {
    const sink = sinkWith();
    receiver.faults.add({ path: /./, times: 2, fault });
    await outbox.open();
    await outbox.drain(sink);
    await outbox.drain(sink);
    expect(receiver.requestCount()).toBe(1);
    await outbox.settle(sink);

    expect(receiver.requestCount()).toBe(3);
    expect(receiver.incidents()).toHaveLength(1);
    expect(await listDead(store.db, 10)).toEqual([]);
  });

  it('puts what a wrong key sends among the dead letters, with what to do, and asks no more', async () => {
    const sink = sinkWith(under.wrong);
    await outbox.open();
    await outbox.settle(sink);

    const [dead] = await listDead(store.db, 10);
    expect(dead?.lastError).toMatch(/ answered 4\d\d.* Next: check .*oncall.*\.$/);
    for (const secret of Object.values(under.wrong)) expect(dead?.lastError).not.toContain(secret);
    expect(receiver.requestCount()).toBe(1);
    expect(receiver.incidents()).toEqual([]);
  });

  it('gives up waiting, sends it again, and it stays one incident when the late one was taken after all', async () => {
    receiver.faults.add({ path: /./, times: 1, fault: { kind: 'slow', ms: 400 } });
    await outbox.open();
    await outbox.drain(sinkWith({}, 100));
    expect(receiver.heard()).toEqual([]);
    await expect.poll(() => receiver.heard().length).toBe(1);
    await outbox.settle(sinkWith());

    expect(receiver.heard()).toHaveLength(2);
    expect(receiver.incidents()).toHaveLength(1);
  });

  it('never follows a redirect, which would take the credential elsewhere', async () => {
    const elsewhere = await under.start(clock);
    const headers = { location: `${elsewhere.url}/` };
    receiver.faults.add({ path: /./, fault: { kind: 'status', status: 307, headers } });

    expect(await refusal(sinkWith())).toMatchObject({ name: 'SinkRefusal', retry: false });
    expect(elsewhere.requestCount()).toBe(0);
    await elsewhere.close();
  });

  it('carries hostile names as what they are', async () => {
    const alert = alertOf({ ...hostile, message: `${hostile.title} \ud800 alone`, key: hostile.fingerprint });
    const sink = sinkWith();
    await sink.deliver(delivery({ alert }));
    await sink.deliver(delivery({ alert, action: 'resolve', id: 'alert_1:oncall:resolve:0' }));

    const [heard] = receiver.heard();
    expect(heard?.key).toBe(hostile.fingerprint);
    expect(heard?.title.startsWith(hostile.title)).toBe(true);
    expect(receiver.incidents().map(({ state }) => state)).toEqual(['resolved']);
  });

  it('cuts what is too long for the receiver, and keeps causes with long keys apart', async () => {
    const long = '🔑'.repeat(20_000);
    const text = { title: long, message: long, fix: long, resolvedBecause: long };
    const sink = sinkWith();
    for (const last of ['a', 'b']) {
      const alert = alertOf({ ...text, key: 'k', fingerprint: `${'x'.repeat(600)}${last}` });
      await sink.deliver(delivery({ id: `alert_${last}:oncall:trigger:0`, alert }));
    }

    expect(receiver.incidents()).toHaveLength(2);
  });

  it('can be asked by doctor without waking anybody, or not at all', async () => {
    const { probe } = sinkWith();
    if (probe === undefined) return;

    expect(await probe()).toBeNull();
    expect(await sinkWith(under.wrong).probe?.()).toMatch(/ answered 4\d\d.* Next: check .*\.$/);
    expect(receiver.incidents()).toEqual([]);
  });
}
