import { expect, it } from 'vitest';
import { nextOf, openOkta } from './open-okta.ts';

const users = { path: /^\/api\/v1\/users/, times: 1 };

it('answers with a status and body once, and truly afterwards', async () => {
  await using okta = await openOkta();
  okta.faults.add({
    ...users,
    fault: { kind: 'status', status: 503, body: { errorCode: 'E0000010' }, headers: { 'retry-after': '1' } },
  });
  const first = await okta.ask('/api/v1/users');
  expect([first.status, first.headers.get('retry-after'), await first.json()]).toEqual([
    503,
    '1',
    { errorCode: 'E0000010' },
  ]);
  expect((await okta.ask('/api/v1/users')).status).toBe(200);
});

it('answers with a proxy page', async () => {
  await using okta = await openOkta();
  okta.faults.add({ ...users, fault: { kind: 'html', status: 502 } });
  const answer = await okta.ask('/api/v1/users');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html; charset=utf-8']);
});

it('cuts the answer so that it is no JSON', async () => {
  await using okta = await openOkta();
  okta.faults.add({ ...users, fault: { kind: 'truncated' } });
  await expect((await okta.ask('/api/v1/users')).json()).rejects.toThrow(SyntaxError);
});

it('closes the socket without an answer', async () => {
  await using okta = await openOkta();
  okta.faults.add({ ...users, fault: { kind: 'reset' } });
  await expect(okta.ask('/api/v1/users')).rejects.toThrow();
  expect((await okta.ask('/api/v1/users')).status).toBe(200);
});

it('puts an empty page before the true one', async () => {
  await using okta = await openOkta();
  okta.faults.add({ ...users, fault: { kind: 'empty_page' } });
  const empty = await okta.ask('/api/v1/users?limit=10');
  expect(await empty.json()).toEqual([]);
  expect(await (await okta.ask(nextOf(empty) ?? '')).json()).toHaveLength(10);
});

it('points the next link to another host', async () => {
  await using okta = await openOkta();
  okta.faults.add({ ...users, fault: { kind: 'foreign_next', origin: 'http://127.0.0.1:9' } });
  const answer = await okta.ask('/api/v1/users?limit=10');
  expect(await answer.json()).toHaveLength(10);
  expect(nextOf(answer)).toMatch(/^http:\/\/127\.0\.0\.1:9\/api\/v1\/users/);
});

it('tells what was asked of it', async () => {
  await using okta = await openOkta();
  await okta.ask('/api/v1/users?limit=10');
  expect(okta.requests()).toEqual(['GET /api/v1/users?limit=10']);
  okta.forgetRequests();
  expect(okta.requestCount()).toBe(0);
});

it('lives by the clock it was given', async () => {
  await using okta = await openOkta({ clockSkewMs: 3_600_000 });
  const { headers } = await okta.ask('/api/v1/users?limit=1');
  expect(Date.parse(headers.get('date') ?? '') - Date.now()).toBeGreaterThan(3_500_000);
});
