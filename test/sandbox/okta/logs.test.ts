import { expect, it } from 'vitest';
import { writeLog } from '../../../sandbox/tenant/okta-changes.ts';
import { nextOf, type Okta, openOkta } from './open-okta.ts';

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

async function read(okta: Okta, path: string) {
  const answer = await okta.ask(path);
  // Events carry at least their type.
  const events = (await answer.json()) as { eventType: string }[];
  return { types: events.map(({ eventType }) => eventType), next: nextOf(answer) };
}

it('always has a next page while it is polled, and every event comes exactly once', async () => {
  await using okta = await openOkta();
  for (const eventType of ['a', 'b', 'c']) writeLog(okta.tenant, eventType);
  const first = await read(okta, `/api/v1/logs?since=${minutesAgo(5)}&limit=2`);
  const second = await read(okta, first.next ?? '');
  const third = await read(okta, second.next ?? '');
  expect([first.types, second.types, third.types]).toEqual([['a', 'b'], ['c'], []]);
  // Published in the past, persisted now: a poller must still see it.
  writeLog(okta.tenant, 'late', { published: minutesAgo(30) });
  expect((await read(okta, third.next ?? '')).types).toEqual(['late']);
});

it('orders a bounded range by publication and ends it', async () => {
  await using okta = await openOkta();
  writeLog(okta.tenant, 'second', { published: minutesAgo(10) });
  writeLog(okta.tenant, 'first', { published: minutesAgo(20) });
  writeLog(okta.tenant, 'outside', { published: minutesAgo(90) });
  const range = `since=${minutesAgo(60)}&until=${new Date().toISOString()}`;
  const first = await read(okta, `/api/v1/logs?${range}&limit=1`);
  const second = await read(okta, first.next ?? '');
  expect([first.types, second.types, second.next]).toEqual([['first'], ['second'], undefined]);
});

it('filters by any target, and refuses a cursor together with a date', async () => {
  await using okta = await openOkta();
  writeLog(okta.tenant, 'hit', {
    target: [
      { id: '00u1', type: 'User' },
      { id: '00g1', type: 'UserGroup' },
    ],
  });
  writeLog(okta.tenant, 'miss', { target: null });
  const filter = encodeURIComponent('target.id eq "00u1" and target.id eq "00g1"');
  expect((await read(okta, `/api/v1/logs?filter=${filter}`)).types).toEqual(['hit']);
  expect((await okta.ask(`/api/v1/logs?after=poll_0&since=${minutesAgo(5)}`)).status).toBe(400);
});
