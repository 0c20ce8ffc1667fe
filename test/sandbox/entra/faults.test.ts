import { expect, it } from 'vitest';
import { jsonOf, openEntra, readPages } from './open-entra.ts';

const users = { path: /^\/v1\.0\/users/, times: 1 };

it('answers with a status and body once, and truly afterwards', async () => {
  await using entra = await openEntra();
  entra.faults.add({ ...users, fault: { kind: 'status', status: 503, headers: { 'retry-after': '1' } } });
  const first = await entra.ask('/users');
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '1']);
  expect((await entra.ask('/users')).status).toBe(200);
});

it('cuts the answer so that it is no JSON', async () => {
  await using entra = await openEntra();
  entra.faults.add({ ...users, fault: { kind: 'truncated' } });
  await expect((await entra.ask('/users')).json()).rejects.toThrow(SyntaxError);
});

it('closes the socket without an answer', async () => {
  await using entra = await openEntra();
  await entra.tokenOf('watcher');
  entra.faults.add({ ...users, fault: { kind: 'reset' } });
  await expect(entra.ask('/users')).rejects.toThrow();
});

it.each(['/users?$top=10&$select=id', '/users/delta?$select=id', '/groups/delta?$select=members'])(
  'puts an empty page before the true one of %s, under an address of its own',
  async (path) => {
    await using entra = await openEntra();
    const truth = await readPages(entra, path);
    entra.faults.add({ path: /./, times: 1, fault: { kind: 'empty_page' } });
    const empty = await entra.read(path);
    expect(empty.value).toEqual([]);
    expect(empty['@odata.nextLink']).not.toContain(path);
    const rest = await readPages(entra, String(empty['@odata.nextLink']));
    expect(rest.items).toEqual(truth.items);
  },
);

it('puts an empty page in the middle', async () => {
  await using entra = await openEntra();
  const path = '/users?$top=30&$select=id';
  const truth = await readPages(entra, path);
  entra.faults.add({ path: /skiptoken/, times: 1, fault: { kind: 'empty_page' } });
  const spoiled = await readPages(entra, path);
  expect(spoiled.items).toEqual(truth.items);
  expect(spoiled.pages).toHaveLength(truth.pages.length + 1);
});

it('puts an empty page before the changes since a token', async () => {
  await using entra = await openEntra();
  const { deltaLink } = await readPages(entra, '/groups/delta?$select=members');
  entra.faults.add({ path: /deltatoken/, times: 1, fault: { kind: 'empty_page' } });
  const spoiled = await readPages(entra, deltaLink);
  expect([spoiled.pages.length, spoiled.items.length]).toEqual([2, 0]);
  expect(spoiled.deltaLink).not.toBe('');
});

it.each([
  ['next', '/users?$top=10', '@odata.nextLink'],
  ['delta', '/groups/delta', '@odata.deltaLink'],
])('points the %s link to another host', async (_, path, name) => {
  await using entra = await openEntra();
  entra.faults.add({
    path: /v1\.0/,
    times: 1,
    fault: { kind: 'foreign_next', origin: 'http://127.0.0.1:9' },
  });
  const page = await jsonOf(await entra.ask(path));
  expect(page[name]).toMatch(/^http:\/\/127\.0\.0\.1:9\/v1\.0\//);
});

it('lives by the clock it was given', async () => {
  await using entra = await openEntra({ clockSkewMs: 3_600_000 });
  const { headers } = await entra.ask('/organization');
  expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(3_500_000);
});

it('tells what was asked of it', async () => {
  await using entra = await openEntra();
  await entra.ask('/organization');
  expect(entra.requests()).toContain('GET /v1.0/organization');
  entra.forgetRequests();
  expect(entra.requestCount()).toBe(0);
});
