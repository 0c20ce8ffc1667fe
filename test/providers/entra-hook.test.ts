import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { addMember, removeMember } from '../../sandbox/tenant/entra-changes.ts';
import { DAY_MS, fixedClock } from '../../src/lib/clock.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import type { Hook, HookAnswer, HookRequest } from '../../src/providers/provider.ts';
import { configOf, type EntraStandIn } from './entra-connection.ts';
import { limits } from './facts.ts';

const secret = 'a-secret-of-enough-characters';
let entra: EntraStandIn;
let clock: ReturnType<typeof fixedClock>;
let hook: Hook;
let server: Server;
let address: string;
let answers: HookAnswer[];

async function hookWith(hookSecret: string, tenantId = entra.tenant.tenantId): Promise<Hook> {
  const provider = await connectEntra({
    id: 'entra',
    config: configOf(entra, { hookSecret, tenantId }),
    clock,
    limits,
  });
  if (provider.hook === undefined) throw new Error('no hook');
  return provider.hook;
}

/** What the real HTTP surface does: hands the request over and writes the answer. */
function listen(): Server {
  return createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const query = Object.fromEntries(new URL(request.url ?? '', 'http://x').searchParams);
      const answer = await hook.receive({ ...ask(body, query), method: request.method ?? '' });
      answers.push(answer);
      response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'text/plain' });
      response.end(answer.body ?? '');
    })();
  });
}

function ask(body: string, query: Record<string, string> = {}): HookRequest {
  return { method: 'POST', query, body, header: () => null };
}

beforeEach(async () => {
  entra = await startEntra(createCompany({ entraPeople: 30, groups: 0 }));
  clock = fixedClock(new Date().toISOString());
  hook = await hookWith(secret);
  answers = [];
  server = listen();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port, not on a pipe, has an AddressInfo.
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/entra`;
});
afterEach(async () => {
  await entra.close();
  server.close();
  server.closeAllConnections();
});

const subscriptions = () => entra.subscriptions.all();

function move(): void {
  const [group] = [...entra.tenant.groups.values()].filter(({ members }) => members.size > 0);
  const [member = ''] = group?.members ?? [];
  removeMember(entra.tenant, group?.id ?? '', member);
  addMember(entra.tenant, group?.id ?? '', member);
}

const genuine = (change: object = {}) => ({
  subscriptionId: subscriptions()[0]?.id,
  clientState: secret,
  tenantId: entra.tenant.tenantId,
  ...change,
});
const bodyOf = (...value: object[]) => JSON.stringify({ value });

it('does not exist without a secret', async () => {
  const provider = await connectEntra({ id: 'entra', config: configOf(entra), clock, limits });

  expect(provider.hook).toBeUndefined();
});

it('subscribes to people and groups through the handshake, once', async () => {
  await hook.renew?.(address);
  await hook.renew?.(address);

  expect(subscriptions().map(({ resource }) => resource)).toEqual(['groups', 'users']);
  expect(
    answers.every(
      ({ status, contentType, hint }) => status === 200 && contentType === 'text/plain' && hint === null,
    ),
  ).toBe(true);
});

it('hears of a change and hints that the feeds be read', async () => {
  await hook.renew?.(address);
  move();
  await expect.poll(() => answers.filter(({ hint }) => hint !== null).length).toBeGreaterThan(0);

  expect(answers.at(-1)).toMatchObject({ status: 202 });
});

it('renews what has less than half of its life left, and nothing earlier', async () => {
  await hook.renew?.(address);
  const ends = () => subscriptions().map(({ expirationDateTime }) => expirationDateTime);
  const first = ends();
  await hook.renew?.(address);
  expect(ends()).toEqual(first);
  for (const one of entra.subscriptions.all())
    one.expirationDateTime = new Date(clock.now().getTime() + 10 * DAY_MS).toISOString();
  await hook.renew?.(address);

  expect(ends()).toEqual(first);
  expect(subscriptions()).toHaveLength(2);
});

it('extends a subscription when Graph asks for it', async () => {
  await hook.renew?.(address);
  const soon = new Date(clock.now().getTime() + DAY_MS).toISOString();
  for (const one of subscriptions()) one.expirationDateTime = soon;
  expect(await entra.subscriptions.askReauthorization()).toBe(2);

  await expect
    .poll(() => subscriptions().every(({ expirationDateTime }) => expirationDateTime > soon))
    .toBe(true);
});

it('makes new subscriptions when the secret changed and drops the old ones', async () => {
  await hook.renew?.(address);
  const before = new Set(subscriptions().map(({ id }) => id));
  hook = await hookWith('another-secret-of-enough-characters');
  await hook.renew?.(address);

  expect(subscriptions()).toHaveLength(2);
  expect(subscriptions().some(({ id }) => before.has(id))).toBe(false);
});

it.each([
  ['another secret', { clientState: 'guess' }],
  ['another tenant', { tenantId: '00000000-0000-4000-8000-000000000000' }],
  ['no tenant', { tenantId: null }],
  ['a subscription that is not ours', { subscriptionId: 'nobody' }],
])('refuses a notification with %s', async (_, change) => {
  await hook.renew?.(address);

  expect(await hook.receive(ask(bodyOf(genuine(change))))).toEqual({ status: 403, hint: null });
  expect(await hook.receive(ask(bodyOf(genuine())))).toMatchObject({ status: 202 });
});

it.each(['', 'not json', '[]', '{"value":[]}', '{"value":[null]}'])('refuses the body %j', async (body) => {
  expect(await hook.receive(ask(body))).toEqual({ status: 403, hint: null });
});

it('hints when one of several notifications is genuine', async () => {
  await hook.renew?.(address);
  const { hint } = await hook.receive(ask(bodyOf(genuine({ clientState: 'x' }), genuine())));

  expect(hint).not.toBeNull();
});

it('knows the subscriptions that another replica made', async () => {
  await hook.renew?.(address);
  const replica = await hookWith(secret);

  expect(await replica.receive(ask(bodyOf(genuine())))).toMatchObject({ status: 202 });
});

it.each([
  ['its id in capitals', (id: string) => id.toUpperCase()],
  ['a domain of it', () => 'acme.test'],
])('hears of a tenant that is configured by %s', async (_, named) => {
  await hook.renew?.(address);
  hook = await hookWith(secret, named(entra.tenant.tenantId));
  const elsewhere = { tenantId: '00000000-0000-4000-8000-000000000000', subscriptionId: 'nobody' };

  expect(await hook.receive(ask(bodyOf(genuine())))).toMatchObject({ status: 202 });
  expect(await hook.receive(ask(bodyOf(genuine(elsewhere))))).toMatchObject({ status: 403 });
});

it('asks Graph once, however many forged subscriptions are named', async () => {
  await hook.renew?.(address);
  const before = entra.requestCount();
  for (let n = 0; n < 20; n++) await hook.receive(ask(bodyOf(genuine({ subscriptionId: `x${n}` }))));

  expect(entra.requestCount() - before).toBeLessThanOrEqual(1);
});

it('refuses a handshake that is no token, and other methods', async () => {
  expect(await hook.receive(ask('', { validationToken: 'x'.repeat(5000) }))).toMatchObject({ status: 400 });
  expect(await hook.receive({ ...ask(''), method: 'GET' })).toMatchObject({ status: 405 });
});
