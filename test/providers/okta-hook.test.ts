import { expect, it } from 'vitest';
import { createHook } from '../../src/providers/okta/hook.ts';

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
