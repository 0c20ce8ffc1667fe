import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readPagerDutyWebhook } from '../../src/sinks/pagerduty-inbound.ts';

const SECRET = 'a-webhook-secret';
const key = 'scim-key-dead:okta:atlassian';

function webhook(over: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    event: {
      id: '01EVENT',
      event_type: 'incident.acknowledged',
      resource_type: 'incident',
      occurred_at: '2026-11-24T12:00:00Z',
      agent: { id: 'PADA', type: 'user_reference', summary: 'Ada' },
      data: { id: 'PINC', type: 'incident', incident_key: key, status: 'acknowledged' },
      ...over,
    },
  });
}

function sign(body: string, secret = SECRET): string {
  return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

const read = (body: string, signature: string | null = sign(body)) =>
  readPagerDutyWebhook(SECRET, { signature, body });

describe('a webhook of PagerDuty', () => {
  it.each([
    ['incident.acknowledged', 'acknowledge'],
    ['incident.resolved', 'resolve'],
  ])('%s is an act of a person: %s', (event_type, action) => {
    const act = { key, action, by: 'PADA', eventId: '01EVENT' };

    expect(read(webhook({ event_type }))).toMatchObject({ ok: true, acts: [act] });
  });

  it('is accepted under the old or the new secret while it is replaced', () => {
    const body = webhook();

    expect(read(body, `${sign(body, 'other')}, ${sign(body)}`).ok).toBe(true);
  });

  it.each([
    ['no signature', null, 'no_signature'],
    ['an empty one', ' ', 'no_signature'],
    ['one of another secret', sign(webhook(), 'other'), 'wrong_signature'],
    ['one of another body', sign(webhook({ id: 'x' })), 'wrong_signature'],
    ['one of another version', sign(webhook()).replace('v1', 'v0'), 'wrong_signature'],
    ['half of it', sign(webhook()).slice(0, 40), 'wrong_signature'],
  ])('with %s is refused', (_, signature, because) => {
    expect(read(webhook(), signature)).toEqual({ ok: false, because });
  });

  it('is refused where no secret is set, whatever it is signed with', () => {
    const body = webhook();

    expect(readPagerDutyWebhook('', { signature: sign(body, ''), body }).ok).toBe(false);
  });

  it.each([['no JSON'], ['{}'], ['null'], [JSON.stringify({ event: { id: 1 } })]])(
    'that says %s is refused even when it is signed',
    (body) => {
      expect(read(body)).toEqual({ ok: false, because: 'not_understood' });
    },
  );

  it.each([
    ['the test button', { event_type: 'pagey.ping', agent: null, data: { message: 'Hi', type: 'ping' } }],
    ['something else that happened', { event_type: 'incident.escalated' }],
    ['the echo of our own word', { agent: { id: 'PINT', type: 'inbound_integration_reference' } }],
    ['an incident that somebody opened by hand', { data: { id: 'PINC', incident_key: null } }],
  ])('about %s moves nothing', (_, over) => {
    expect(read(webhook(over))).toEqual({ ok: true, acts: [] });
  });
});
