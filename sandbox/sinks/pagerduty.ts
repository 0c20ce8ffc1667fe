import { Hono } from 'hono';
import { z } from 'zod';
import { listen } from '../lib/listen.ts';
import type { StandInOptions } from '../stand-in.ts';
import { createLedger, type Receiver } from './ledger.ts';
import { createRota, pagerDutyRest, type Rota } from './pagerduty-rest.ts';
import { type Act, sendWebhook, type WebhookOptions, webhookBody } from './pagerduty-webhook.ts';
import { readJson, sizeOf } from './read-json.ts';

export const ROUTING_KEY = 'R0sandbox0sandbox0sandbox0sandbo';
const MOST_BYTES = 512 * 1024;

const Event = z.strictObject({
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string().min(1).max(255).optional(),
  client: z.string().optional(),
  client_url: z.url().optional(),
  links: z.array(z.strictObject({ href: z.url(), text: z.string().optional() })).optional(),
  payload: z
    .strictObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime().optional(),
      component: z.string().optional(),
      group: z.string().optional(),
      class: z.string().optional(),
      custom_details: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

export interface PagerDuty extends Receiver {
  /** What its REST API tells of people and of who is on call. */
  readonly rota: Rota;
  /** Subscribes an address to what people do here (a V3 webhook). */
  readonly sendTo: (webhook: WebhookOptions) => void;
  /**
   * Somebody acknowledges or resolves an incident here, and the webhook is sent so many times (PagerDuty repeats some).
   * What the last was answered; null = nobody is subscribed.
   */
  readonly act: (key: string, act: Act, times?: number) => Promise<number | null>;
}

/** PagerDuty on loopback: its Events API v2 with one integration, whose key is ROUTING_KEY, and its REST API. */
export async function startPagerDuty(options: StandInOptions = {}): Promise<PagerDuty> {
  const ledger = createLedger();
  const app = new Hono();
  app.post('/v2/enqueue', async ({ req }) => {
    const text = await req.text();
    if (sizeOf(text) > MOST_BYTES) return invalid(['Event object is too large'], 413);
    const parsed = Event.safeParse(readJson(text));
    if (!parsed.success) return invalid(parsed.error.issues.map((i) => `'${i.path.join('.')}' ${i.message}`));
    const { routing_key, event_action: action, dedup_key, payload } = parsed.data;
    if (routing_key !== ROUTING_KEY) return invalid(['Invalid routing key']);
    if (action === 'trigger' && payload === undefined) return invalid(["'payload' is missing"]);
    if (action !== 'trigger' && dedup_key === undefined) return invalid(["'dedup_key' is missing"]);
    const key = dedup_key ?? `made-here-${ledger.heard().length}`;
    ledger.write({ key, action, title: payload?.summary ?? '', id: null });
    return Response.json({ status: 'success', message: 'Event processed', dedup_key: key }, { status: 202 });
  });
  const rota = createRota();
  app.route('/', pagerDutyRest(rota));
  const standIn = await listen({ answer: (request) => app.fetch(request) }, options);
  let webhook: WebhookOptions | null = null;
  const act = async (key: string, done: Act, times = 1): Promise<number | null> => {
    const incident = ledger.move(key, done.action);
    if (incident === null) throw new Error('there is no open incident of that key');
    if (webhook === null) return null;
    const body = webhookBody(incident, done);
    let status: number | null = null;
    for (let sent = 0; sent < times; sent++) status = await sendWebhook(webhook, body);
    return status;
  };
  const sendTo = (to: WebhookOptions): void => {
    webhook = to;
  };
  return { ...standIn, rota, heard: ledger.heard, incidents: ledger.incidents, sendTo, act };
}

function invalid(errors: readonly string[], status = 400): Response {
  return Response.json({ status: 'invalid event', message: 'Event object is invalid', errors }, { status });
}
