import { createHmac, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { listen } from '../lib/listen.ts';
import type { StandInOptions } from '../stand-in.ts';
import { createLedger, type Heard, type Receiver } from './ledger.ts';
import { readJson, sizeOf } from './read-json.ts';

export const SECRET = `whsec_${Buffer.from('a-secret-of-thirty-two-bytes-abc').toString('base64')}`;
const TOLERANCE_S = 300;
const MOST_BYTES = 20 * 1000;

export interface WebhookOptions extends StandInOptions {
  /** What this receiver believes in; by default SECRET. */
  readonly secret?: string;
  /** Milliseconds; by default the machine's. */
  readonly now?: () => number;
}

const Payload = z.object({
  type: z.enum(['alert.triggered', 'alert.acknowledged', 'alert.resolved']),
  timestamp: z.iso.datetime(),
  data: z.object({ fingerprint: z.string(), title: z.string(), severity: z.string(), message: z.string() }),
});
const actions: Readonly<Record<z.infer<typeof Payload>['type'], Heard['action']>> = {
  'alert.triggered': 'trigger',
  'alert.acknowledged': 'acknowledge',
  'alert.resolved': 'resolve',
};

/** A receiver that verifies Standard Webhooks as the standard says, and takes each webhook-id once. */
export async function startWebhook(options: WebhookOptions = {}): Promise<Receiver> {
  const ledger = createLedger();
  const { secret = SECRET, now = Date.now } = options;
  const app = new Hono();
  app.post('/hook', async ({ req }) => {
    const body = await req.text();
    const [id, at, signature] = ['id', 'timestamp', 'signature'].map((n) => req.header(`webhook-${n}`) ?? '');
    if (!id || !at || !signature) return refused(400, 'Missing required headers');
    if (sizeOf(body) > MOST_BYTES) return refused(413, 'Payload too large');
    if (!/^\d+$/.test(at) || Math.abs(now() / 1000 - Number(at)) > TOLERANCE_S)
      return refused(401, 'Message timestamp out of tolerance');
    if (!verified(secret, signature, `${id}.${at}.${body}`))
      return refused(401, 'No matching signature found');
    const parsed = Payload.safeParse(readJson(body));
    if (!parsed.success) return refused(400, 'Payload not understood');
    const { type, data } = parsed.data;
    ledger.write({ key: data.fingerprint, action: actions[type], title: data.title, id });
    return new Response(null, { status: 204 });
  });
  const standIn = await listen({ answer: (request) => app.fetch(request) }, options);
  return { ...standIn, heard: ledger.heard, incidents: ledger.incidents };
}

function verified(secret: string, header: string, signed: string): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(signed).digest();
  return header.split(' ').some((part) => {
    const [version, value = ''] = part.split(',');
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

function refused(status: number, error: string): Response {
  return Response.json({ error }, { status });
}
