import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { InboundAct, InboundWord } from './sink.ts';

const actions: Readonly<Record<string, InboundAct['action']>> = {
  'incident.acknowledged': 'acknowledge',
  'incident.resolved': 'resolve',
};

const Body = z.object({
  event: z.object({
    id: z.string(),
    event_type: z.string(),
    occurred_at: z.coerce.date(),
    agent: z.object({ id: z.string().nullish(), type: z.string().nullish() }).nullish(),
    data: z.object({ incident_key: z.string().nullish() }),
  }),
});

/**
 * Judges one PagerDuty webhook (v3) by its signature over the raw body, then reads it. Whatever is no acknowledgement
 * and no end of an incident with a key gives no act. An act has no order to it: look at the alert before believing it.
 */
export function readPagerDutyWebhook(
  secret: string,
  { signature, body }: { readonly signature: string | null; readonly body: string },
): InboundWord {
  if (signature === null || signature.trim() === '') return { ok: false, because: 'no_signature' };
  if (!isSigned(secret, signature, body)) return { ok: false, because: 'wrong_signature' };
  const parsed = Body.safeParse(parse(body));
  if (!parsed.success) return { ok: false, because: 'not_understood' };
  const { id, event_type, occurred_at, agent, data } = parsed.data.event;
  const action = actions[event_type];
  // What came through the Events API is the echo of our own word.
  const echo = agent?.type?.includes('integration') === true;
  if (action === undefined || echo || data.incident_key == null) return { ok: true, acts: [] };
  const by = agent?.id ?? 'pagerduty';
  return { ok: true, acts: [{ key: data.incident_key, action, by, eventId: id, at: occurred_at }] };
}

/** `v1=<hex>`, several after one another while PagerDuty replaces the secret. */
function isSigned(secret: string, header: string, body: string): boolean {
  if (secret === '') return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return header.split(',').some((part) => {
    const hex = /^v1=([0-9a-f]{64})$/i.exec(part.trim())?.[1];
    return hex !== undefined && timingSafeEqual(Buffer.from(hex, 'hex'), expected);
  });
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
