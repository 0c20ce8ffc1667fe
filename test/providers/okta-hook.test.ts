import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEventHook } from '../../sandbox/okta/event-hooks.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { writeLog } from '../../sandbox/tenant/okta-changes.ts';
import { createHook } from '../../src/providers/okta/hook.ts';
import type { HookAnswer } from '../../src/providers/provider.ts';

const secret = 'a-secret-of-enough-characters';
const delivery = JSON.stringify({
  eventType: 'com.okta.event_hook',
  eventId: 'd1',
  data: { events: [{ uuid: 'e1' }] },
});

async function send(method: string, headers: Readonly<Record<string, string>>, body = delivery) {
  const header = (name: string) => headers[name.toLowerCase()] ?? null;
  return await createHook(secret).receive({ method, query: {}, header, body });
}

it('answers the verification with its challenge, which hurries nothing', async () => {
  expect(await send('GET', { 'x-okta-verification-challenge': 'c"1' }, '')).toEqual({
    status: 200,
    body: '{"verification":"c\\"1"}',
    contentType: 'application/json',
    hint: null,
  });
});

it('hurries the feed once for a delivery with the secret', async () => {
  expect(await send('POST', { authorization: secret })).toEqual({
    status: 204,
    hint: { deliveryId: 'd1' },
  });
});

it.each([
  ['no secret', 'POST', {}, delivery, 401],
  ['a wrong secret', 'POST', { authorization: `${secret}x` }, delivery, 401],
  ['an empty secret', 'POST', { authorization: '' }, delivery, 401],
  ['no JSON', 'POST', { authorization: secret }, '<html>', 400],
  ['no id', 'POST', { authorization: secret }, '{"eventType":"com.okta.event_hook"}', 400],
  ['another type', 'POST', { authorization: secret }, '{"eventType":"x","eventId":"d1"}', 400],
  ['no challenge', 'GET', {}, '', 400],
  ['a huge challenge', 'GET', { 'x-okta-verification-challenge': 'x'.repeat(5000) }, '', 400],
  ['another method', 'PUT', { authorization: secret }, delivery, 405],
])('refuses %s', async (_, method, headers, body, status) => {
  expect(await send(method, headers, body)).toEqual({ status, hint: null });
});

describe('an event hook that calls', () => {
  let server: Server;
  let uri: string;
  let answers: HookAnswer[];
  let failures: number;
  const tenant = () => createCompany({ oktaPeople: 10, groups: 0 }).okta;

  beforeEach(async () => {
    answers = [];
    failures = 0;
    server = listen();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    // A server that listens on a port, not on a pipe, has an AddressInfo.
    uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/okta`;
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  /** What the real HTTP surface does: hands the request over and writes the answer. */
  function listen(): Server {
    return createServer((request, response) => {
      void (async () => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        if (request.method === 'POST' && failures-- > 0) {
          response.writeHead(503).end();
          return;
        }
        const header = (name: string) => String(request.headers[name] ?? '') || null;
        const asked = { method: request.method ?? '', query: {}, header, body };
        const answer = await createHook(secret).receive(asked);
        answers.push(answer);
        response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'text/plain' });
        response.end(answer.body ?? '');
      })();
    });
  }

  it.each([
    ['delivers what it was asked for', 'user.session.start', secret, 0, 1],
    ['is tried once more', 'user.session.start', secret, 1, 1],
    ['is lost after that', 'user.session.start', secret, 2, 0],
    ['says nothing of other types', 'user.account.lock', secret, 0, 0],
    ['is refused with another secret', 'user.session.start', 'another-secret-of-that-length', 0, 0],
  ])('%s', async (_, eventType, used, failing, hints) => {
    const org = tenant();
    const hook = openEventHook(org, { uri, secret: used, eventTypes: ['user.session.start'] });
    failures = failing;
    expect(await hook.deliver()).toBe(false);
    expect(await hook.verify()).toBe(true);
    writeLog(org, eventType);
    await hook.deliver();
    hook.stop();

    expect(answers.flatMap(({ hint }) => hint ?? [])).toHaveLength(hints);
  });

  it('cannot carry what Okta sends through no hook', () => {
    const eventTypes = ['application.integration.authentication_failure'];

    expect(() => openEventHook(tenant(), { uri, secret, eventTypes })).toThrow('not eligible');
  });
});
