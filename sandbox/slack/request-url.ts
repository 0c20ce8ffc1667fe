import { createHmac } from 'node:crypto';
import { identity } from './identity.ts';
import { isJson, type Json, parseJson } from './json.ts';

export interface SignedDelivery {
  readonly url: string;
  readonly kind: 'slash_commands' | 'interactive' | 'events_api';
  readonly payload: Json;
  readonly timeoutMs: number;
  /** Only for events that are delivered again. */
  readonly retry?: { readonly number: number; readonly reason: string };
}

/** Delivery by signed HTTP request: https://docs.slack.dev/authentication/verifying-requests-from-slack */
export async function deliverSigned(delivery: SignedDelivery): Promise<Json> {
  const { kind, payload, retry } = delivery;
  const body = encodeBody(kind, payload);
  const time = String(Math.floor(Date.now() / 1000));
  const response = await fetch(delivery.url, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(delivery.timeoutMs),
    headers: {
      // Exactly this: a charset makes Bolt read the form as JSON.
      'content-type': kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': time,
      'x-slack-signature': sign(time, body),
      ...(retry === undefined
        ? {}
        : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason }),
    },
  }).catch(() => undefined);
  if (response === undefined) throw new Error('operation_timeout: the app did not answer in time');
  if (!response.ok) throw new Error(`dispatch_failed: the app answered ${response.status}`);
  const answered = await response.text();
  const parsed = parseJson(answered);
  if (isJson(parsed)) return parsed;
  return answered === '' ? {} : { text: answered };
}

function sign(time: string, body: string): string {
  return `v0=${createHmac('sha256', identity.signingSecret).update(`v0:${time}:${body}`).digest('hex')}`;
}

function encodeBody(kind: SignedDelivery['kind'], payload: Json): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([key, value]) => [key, String(value)]);
  return new URLSearchParams(Object.fromEntries(fields)).toString();
}
