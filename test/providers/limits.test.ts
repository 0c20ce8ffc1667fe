import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { breakGlass, cast, credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { deleteUser } from '../../sandbox/tenant/entra-changes.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createTokenSource } from '../../src/providers/entra/credential.ts';
import { createGraph } from '../../src/providers/entra/graph.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { createPacer } from '../../src/providers/entra/pacer.ts';
import { retryAfterMs } from '../../src/providers/entra/retry-after.ts';
import { bucketOf } from '../../src/providers/okta/budget.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { configOf } from './entra-connection.ts';
import { entry, gatherer } from './facts.ts';

async function openEntra(concurrency: number) {
  const entra = await startEntra(createCompany());
  const limits = { rateShare: 1, concurrency };
  const provider = await connectEntra({ id: 'entra', config: configOf(entra), clock: systemClock, limits });
  return { entra, provider, [Symbol.asyncDispose]: entra.close };
}

it.each([
  [3, 3],
  [20, 12],
])('has at most limits.concurrency requests under way to Graph: with %s, %s', async (concurrency, most) => {
  await using open = await openEntra(concurrency);
  await open.provider.lookUp?.accountsByEmail(cast.bob.email);
  open.entra.faults.add({ path: /^\/v1\.0\/users/, fault: { kind: 'slow', ms: 100 } });
  await Promise.all(
    Array.from({ length: 12 }, async () => await open.provider.lookUp?.accountsByEmail(cast.bob.email)),
  );

  expect(open.entra.mostAtOnce()).toBe(most);
});

it('reads in a batch what Graph lets through only a few at a time, however long that takes', async () => {
  const entra = await startEntra(createCompany(), { limits: true });
  const config = configOf(entra);
  const token = createTokenSource(config, config.watcher);
  const graph = createGraph(config.graphUrl, token, { rateShare: 1, concurrency: 4 });
  const ids = [...entra.tenant.users.keys()].slice(0, 60);
  await token();
  vi.useFakeTimers({ toFake: ['setTimeout', 'Date'] });
  try {
    let over = false;
    const reading = graph.batch(ids.map((id) => `/users/${id}/authentication/methods`)).finally(() => {
      over = true;
    });
    while (!over) {
      await sleep(5);
      await vi.advanceTimersByTimeAsync(500);
    }

    expect((await reading).filter((body) => body instanceof Error)).toEqual([]);
  } finally {
    vi.useRealTimers();
    await entra.close();
  }
});

it.each([
  ['2', null, 2000],
  ['Wed, 25 Nov 2026 10:00:05 GMT', 'Wed, 25 Nov 2026 10:00:00 GMT', 5000],
  ['Wed, 25 Nov 2026 09:00:00 GMT', 'Wed, 25 Nov 2026 10:00:00 GMT', 0],
  ['soon', null, null],
  [null, null, null],
])('reads Retry-After: %s at %s is %s ms', (header, date, expected) => {
  expect(retryAfterMs(header, date)).toBe(expected);
});

it('does not ask again before a pause of five minutes is over, and says how long it is', async () => {
  await using open = await openEntra(4);
  const fault = { kind: 'status', status: 429, headers: { 'retry-after': '300' }, body: {} } as const;
  open.entra.faults.add({ path: /^\/v1\.0\/users/, fault });
  open.entra.forgetRequests();

  await expect(open.provider.lookUp?.accountsByEmail('a@acme.test')).rejects.toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    message: 'Microsoft Graph answered 429 and asks for a pause of 300 s',
  });
  expect(open.entra.requests().filter((line) => line.includes('/v1.0/users'))).toHaveLength(1);
});

it('holds back when Graph says that more than our share is used', async () => {
  vi.useFakeTimers();
  try {
    const pacer = createPacer(0.4);
    pacer.note(0.8);
    let through = false;
    const waiting = pacer.wait('/v1.0/users').then(() => {
      through = true;
    });
    await vi.advanceTimersByTimeAsync(4900);
    expect(through).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    await waiting;
    expect(through).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

it.each([
  ['/api/v1/users?limit=1', '/api/v1/users'],
  ['/api/v1/users/00u1', '/api/v1/users/{id}'],
  ['/api/v1/users/00u1/factors', '/api/v1/users'],
  ['/api/v1/groups/00g1', '/api/v1/groups/{id}'],
  ['/api/v1/groups/00g1/users?limit=1000', '/api/v1/groups'],
  ['/api/v1/groups/rules', '/api/v1/groups'],
  ['/api/v1/policies?type=PASSWORD', '/api/v1'],
  ['/api/v1/iam/assignees/users', '/api/v1/iam'],
])('charges %s to %s', (path, bucket) => {
  expect(bucketOf(path)).toBe(bucket);
});

it('finds a registered emergency account in the recycle bin', async () => {
  await using open = await openEntra(4);
  const { tenant } = open.entra;
  const bg1 = [...tenant.users.values()].find((user) => user.userPrincipalName === breakGlass.entra.bg1);
  deleteUser(tenant, bg1?.id ?? '');
  const { fact } = gatherer(open.provider, [
    entry('entra', breakGlass.entra.bg1),
    entry('entra', 'nobody@acme.onmicrosoft.com'),
  ]);
  const [gone, nobody] = await fact('breakGlass');

  expect(gone?.account).toMatchObject({ softDeleted: true, id: bg1?.id });
  expect(nobody?.account).toBeNull();
});

it.each(['okta', 'entra'] as const)(
  'tells an unexpected shape from %s in one line, everywhere',
  async (kind) => {
    const company = createCompany();
    const standIn = await (kind === 'okta' ? startOkta(company) : startEntra(company));
    const limits = { rateShare: 1, concurrency: 4 };
    const shared = { id: kind, clock: systemClock, limits };
    const watcher = { kind: 'token', token: credentials.okta.watcherToken } as const;
    const provider = await (kind === 'okta'
      ? connectOkta({
          ...shared,
          config: { orgUrl: standIn.url, watcher, actor: null, hookSecret: null, signIn: null },
        })
      : connectEntra({
          ...shared,
          // A stand-in of Entra, as `kind` says.
          config: configOf(standIn as Awaited<ReturnType<typeof startEntra>>),
        }));
    const odd =
      kind === 'okta' ? [{ id: 7 }] : { value: [{ id: 7, '@odata.type': '#microsoft.graph.group' }] };
    const fault = { kind: 'status', status: 200, body: odd } as const;
    standIn.faults.add({ path: /^\/(api\/v1|v1\.0)\/(users|groups|reports)/, fault });
    const stream = provider.directory?.[0]?.full(null)[Symbol.asyncIterator]();
    const reads = [
      async () => await provider.lookUp?.accountsByEmail('a@acme.test'),
      async () => await provider.lookUp?.groupsOf('00u1'),
      async () => await stream?.next(),
      async () => await provider.factors?.read(['00u1'])[Symbol.asyncIterator]().next(),
    ];
    for (const read of reads)
      await expect(read()).rejects.toMatchObject({
        code: 'EVIDENCE_INCOMPLETE',
        message: expect.stringMatching(/^the vendor's answer has an unexpected shape at [^\n]+$/),
      });
    await provider.close();
    await standIn.close();
  },
);
