import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PagerDuty, startPagerDuty } from '../../sandbox/sinks/pagerduty.ts';
import { API_TOKEN } from '../../sandbox/sinks/pagerduty-rest.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { createOnCall } from '../../src/sinks/index.ts';
import type { OnCall } from '../../src/sinks/on-call.ts';

const until = new Date('2026-11-25T06:00:00Z');
const hedy = 'hedy@acme.test';

let pagerDuty: PagerDuty;
let clock: ReturnType<typeof fixedClock>;
beforeEach(async () => {
  clock = fixedClock('2026-11-24T12:00:00Z');
  pagerDuty = await startPagerDuty();
  pagerDuty.rota.users.push({ id: 'PHEDY', name: 'Hedy Lamarr', email: 'Hedy@acme.test' });
  pagerDuty.rota.users.push({ id: 'PGRACE', name: `not ${hedy}`, email: `x${hedy}` });
  pagerDuty.rota.onCalls.push({ userId: 'PGRACE', policy: 'Of somebody else', schedule: null, until });
});
afterEach(async () => await pagerDuty.close());

function connected(change: Partial<{ apiToken: string; apiUrl: string }> = {}, timeoutMs = 10_000): OnCall {
  const config = { apiToken: API_TOKEN, apiUrl: pagerDuty.url, ...change };
  const onCall = createOnCall(config, { clock, timeoutMs });
  if (onCall === null) throw new Error('it is configured');
  return onCall;
}

const notKnown = (because: RegExp) => ({ known: false, because: expect.stringMatching(because) });

describe('who is on call at PagerDuty', () => {
  it('is somebody on a schedule, until a time, and somebody whom a policy names, without an end', async () => {
    const { onCalls } = pagerDuty.rota;
    onCalls.push({ userId: 'PHEDY', policy: 'Payments', level: 2, schedule: 'Nights', until });
    onCalls.push({ userId: 'PHEDY', policy: 'Escalations', schedule: null, until: null });

    expect(await connected().now([hedy])).toEqual({
      known: true,
      duties: [
        { policy: 'Payments', level: 2, schedule: 'Nights', until },
        { policy: 'Escalations', level: 1, schedule: null, until: null },
      ],
    });
  });

  it('is nobody who merely has the address within their own', async () => {
    expect(await connected().now([hedy])).toEqual({ known: true, duties: [] });
  });

  it('is found behind many others, and with all that they have to do', async () => {
    const { users, onCalls } = pagerDuty.rota;
    for (let i = 0; i < 250; i++) users.unshift({ id: `P${i}`, name: 'x', email: `${i}+${hedy}` });
    for (let i = 0; i < 150; i++)
      onCalls.push({ userId: 'PHEDY', policy: `Policy ${i}`, schedule: null, until: null });
    const answer = await connected().now([hedy]);

    expect(answer.known && answer.duties.map(({ policy }) => policy)).toEqual(
      Array.from({ length: 150 }, (_, i) => `Policy ${i}`),
    );
    expect(pagerDuty.requestCount()).toBe(3 + 2);
  });

  it('is found by either address', async () => {
    pagerDuty.rota.onCalls.push({ userId: 'PHEDY', policy: 'Payments', schedule: null, until: null });

    expect(await connected().now(['h.lamarr@acme.test', hedy])).toMatchObject({
      duties: [{ policy: 'Payments' }],
    });
  });

  it('is not known of whom PagerDuty does not have', async () => {
    expect(await connected().now(['nobody@acme.test'])).toEqual(notKnown(/nobody with the address nobody@/));
  });

  it.each([
    ['a wrong token', { apiToken: 'wrong' }, /^PagerDuty answered 401: /],
    ['an address where nobody listens', { apiUrl: 'http://127.0.0.1:9' }, /cannot be reached/],
  ])('is not known with %s', async (_, change, because) => {
    const onCall = connected(change);

    expect(await onCall.now([hedy])).toEqual(notKnown(because));
    expect(await onCall.probe()).toMatch(because);
  });

  it.each([
    ['/users is away', /^\/users/, { kind: 'status', status: 503 }, /answered 503/],
    ['/oncalls is not permitted', /^\/oncalls/, { kind: 'status', status: 403 }, /answered 403/],
    ['there is a page in between', /^\/oncalls/, { kind: 'html', status: 200 }, /no JSON/],
    ['the answer is cut off', /^\/oncalls/, { kind: 'truncated' }, /no JSON/],
    ['the answer is of another shape', /^\/oncalls/, { kind: 'status', status: 200, body: {} }, /shape/],
    [
      'a page never ends',
      /^\/oncalls/,
      { kind: 'status', status: 200, body: { oncalls: [], more: true } },
      /does not end/,
    ],
    ['it does not answer in time', /^\/users/, { kind: 'slow', ms: 400 }, /did not answer within/],
  ] as const)('is not known when %s', async (_, path, fault, because) => {
    pagerDuty.faults.add({ path, fault });

    expect(await connected({}, 100).now([hedy])).toEqual(notKnown(because));
  });

  it('keeps a short silence that PagerDuty asks for, and not a long one', async () => {
    const limited = (seconds: string) => ({
      path: /./,
      times: 1,
      fault: { kind: 'status' as const, status: 429, headers: { 'ratelimit-reset': seconds } },
    });
    pagerDuty.faults.add(limited('0'));
    expect(await connected().now([hedy])).toEqual({ known: true, duties: [] });
    pagerDuty.faults.add(limited('60'));

    expect(await connected().now([hedy])).toEqual(notKnown(/answered 429/));
  });

  it('is not asked about each of many people while it is away, and is asked again later', async () => {
    const onCall = connected();
    pagerDuty.faults.add({ path: /./, times: 1, fault: { kind: 'status', status: 503 } });
    for (const address of [hedy, 'ada@acme.test'])
      expect(await onCall.now([address])).toEqual(notKnown(/answered 503/));
    expect(pagerDuty.requestCount()).toBe(1);
    clock.advance(30_000);

    expect(await onCall.now([hedy])).toEqual({ known: true, duties: [] });
  });

  it('accepts its token for both lists', async () => {
    expect(await connected().probe()).toBeNull();
    pagerDuty.faults.add({ path: /^\/oncalls/, fault: { kind: 'status', status: 403 } });

    expect(await connected().probe()).toMatch(/answered 403.* Next: check PAGERDUTY_API_TOKEN/);
  });
});
