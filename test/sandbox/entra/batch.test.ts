import { expect, it } from 'vitest';
import { type Entra, jsonOf, openEntra, refusalOf, userNamed } from './open-entra.ts';

const batch = (entra: Entra, requests: readonly unknown[]) =>
  entra.ask('/$batch', { method: 'POST', body: { requests } });
const get = (id: string, url: string, more: object = {}) => ({ id, method: 'GET', url, ...more });

async function outcomes(entra: Entra, requests: readonly unknown[]) {
  const { responses } = await jsonOf(await batch(entra, requests));
  // jsonOf knows nothing of what stands in an answer; a step of a batch has these three (Graph, JSON batching), and a test that reads another fails.
  return (responses ?? []) as unknown as {
    id: string;
    status: number;
    headers: Record<string, string>;
    body: never;
  }[];
}

it('answers each step by itself, in an order of its own', async () => {
  await using entra = await openEntra();
  const ada = userNamed(entra, 'ada@acme.test').id;
  const answers = await outcomes(entra, [
    get('1', `/users/${ada}?$select=id`),
    get('2', '/users/nobody@acme.test'),
    get('3', '/nothing'),
  ]);
  expect(answers.map(({ id, status }) => [id, status])).toEqual([
    ['3', 400],
    ['2', 404],
    ['1', 200],
  ]);
  expect(answers[2]?.body).toMatchObject({ id: ada });
  expect(answers[2]?.headers['Content-Type']).toContain('application/json');
});

it('carries bodies, and skips what depends on a failure', async () => {
  await using entra = await openEntra();
  const ada = userNamed(entra, 'ada@acme.test').id;
  const [first] = [...entra.tenant.groups.values()];
  const answers = await outcomes(entra, [
    {
      id: 'check',
      method: 'POST',
      url: `/users/${ada}/checkMemberGroups`,
      headers: { 'Content-Type': 'application/json' },
      body: { groupIds: [first!.id] },
    },
    get('fails', '/nothing'),
    get('waits', '/organization', { dependsOn: ['fails'] }),
  ]);
  const statuses = Object.fromEntries(answers.map(({ id, status }) => [id, status]));
  expect(statuses).toEqual({ check: 200, fails: 400, waits: 424 });
});

it.each([
  ['21 steps', Array.from({ length: 21 }, (_, n) => get(String(n), '/organization'))],
  ['no steps', []],
  ['two steps of one name', [get('a', '/organization'), get('A', '/domains')]],
  ['an absolute address', [get('1', 'https://graph.microsoft.com/v1.0/users')]],
  ['a batch in a batch', [get('1', '/$batch')]],
  ['a body without a type', [{ ...get('1', '/users/a/checkMemberGroups'), method: 'POST', body: {} }]],
])('refuses %s', async (_, requests) => {
  await using entra = await openEntra();
  expect(await refusalOf(await batch(entra, requests))).toEqual([400, 'BadRequest']);
});

it('asks for a token, and for each step’s own role', async () => {
  await using entra = await openEntra();
  const asking = { method: 'POST', body: { requests: [get('1', '/groups')] } };
  const bare = await entra.ask('/$batch', { ...asking, headers: { authorization: '' } });
  expect(bare.status).toBe(401);
  const { responses } = await entra.read('/$batch', { ...asking, as: 'narrow' });
  expect(responses).toMatchObject([{ id: '1', status: 403 }]);
});

it('throttles single steps of a batch', async () => {
  await using entra = await openEntra();
  entra.faults.add({
    path: /^\/v1\.0\/domains/,
    times: 1,
    fault: {
      kind: 'status',
      status: 429,
      body: { error: { code: 'TooManyRequests' } },
      headers: { 'retry-after': '7' },
    },
  });
  const answers = await outcomes(entra, [get('1', '/organization'), get('2', '/domains')]);
  expect(answers.map(({ id, status }) => [id, status])).toEqual([
    ['2', 429],
    ['1', 200],
  ]);
  expect(answers[0]?.headers['Retry-After']).toBe('7');
});
