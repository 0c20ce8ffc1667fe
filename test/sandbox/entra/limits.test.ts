import { expect, it } from 'vitest';
import { openEntra, refusalOf } from './open-entra.ts';

const report = '/reports/authenticationMethods/userRegistrationDetails';
const policies = '/identity/conditionalAccess/policies';

it('answers five reports in ten seconds and then says how long to wait', async () => {
  await using entra = await openEntra({ limits: true });
  const statuses: number[] = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await entra.ask(report)).status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  const answer = await entra.ask(report);
  const wait = Number(answer.headers.get('retry-after'));
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(10);
  expect(await refusalOf(answer)).toEqual([429, 'TooManyRequests']);
  expect((await entra.ask('/organization')).status).toBe(200);
});

it('throttles Conditional Access without saying how long to wait', async () => {
  await using entra = await openEntra({ limits: true });
  const answers = [await entra.ask(policies), await entra.ask(policies), await entra.ask(policies)];
  const throttled = answers.find(({ status }) => status === 429);
  expect(throttled).toBeDefined();
  expect(throttled?.headers.has('retry-after')).toBe(false);
});

it('throttles whoever asks for keys of applications, and nobody else', async () => {
  await using entra = await openEntra({ limits: true });
  const keys = '/applications?$select=id,keyCredentials';
  for (let n = 0; n < 150; n += 1) expect((await entra.ask(keys)).status).toBe(200);
  const answer = await entra.ask(keys);
  expect(answer.status).toBe(429);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await entra.ask('/applications?$select=id')).status).toBe(200);
});

it('charges directory reads by what they cost', async () => {
  await using entra = await openEntra();
  const units = async (path: string) => (await entra.ask(path)).headers.get('x-ms-resource-unit');
  expect(await units('/users')).toBe('2');
  expect(await units('/users?$select=id')).toBe('1');
  const [group] = [...entra.tenant.groups.keys()];
  expect(await units(`/groups/${group}/members`)).toBe('3');
  expect(await units(`/groups/${group}/members?$select=id&$top=10`)).toBe('1');
});

it('runs out of resource units', async () => {
  // A tenant of 35 people has 3,500 units: 700 readings of transitive members at 5 each.
  await using entra = await openEntra({ limits: true, company: { entraPeople: 30 } });
  const [group] = [...entra.tenant.groups.keys()];
  const path = `/groups/${group}/transitiveMembers`;
  const requests = Array.from({ length: 20 }, (_, n) => ({ id: String(n), method: 'GET', url: path }));
  const seen = new Set<unknown>();
  for (let n = 0; n < 36; n += 1) {
    const { responses } = await entra.read('/$batch', { method: 'POST', body: { requests } });
    for (const response of responses ?? []) seen.add(response['status']);
  }
  expect(seen).toEqual(new Set([200, 429]));
});

it('limits nothing unless told to', async () => {
  await using entra = await openEntra();
  const answers = await Promise.all(Array.from({ length: 12 }, () => entra.ask(report)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});
