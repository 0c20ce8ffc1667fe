import { createHmac, randomUUID } from 'node:crypto';
import type { Incident } from './ledger.ts';

export interface WebhookOptions {
  readonly uri: string;
  readonly secret: string;
  /** Signed with as well while the secret is replaced. */
  readonly previousSecret?: string;
}

export interface Act {
  readonly action: 'acknowledge' | 'resolve';
  /** PagerDuty's id of the one who did it. */
  readonly person: string;
  readonly at: Date;
}

const past = { acknowledge: 'acknowledged', resolve: 'resolved' } as const;
const ANSWER_MS = 5000;

/** The body of one V3 webhook about an incident, with the fields that the page "Webhooks overview" shows. */
export function webhookBody({ key, title }: Incident, { action, person, at }: Act): string {
  return JSON.stringify({
    event: {
      id: randomUUID(),
      event_type: `incident.${past[action]}`,
      resource_type: 'incident',
      occurred_at: at.toISOString(),
      agent: { id: person, type: 'user_reference', summary: person, self: null },
      client: null,
      data: {
        id: `P${key.length}INCIDENT`,
        type: 'incident',
        status: past[action],
        incident_key: key,
        title,
        urgency: 'high',
      },
    },
  });
}

/** Sends it, signed over the raw body; what was answered. */
export async function sendWebhook(
  { uri, secret, previousSecret }: WebhookOptions,
  body: string,
): Promise<number> {
  const secrets = previousSecret === undefined ? [secret] : [previousSecret, secret];
  const answer = await fetch(uri, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-pagerduty-signature': secrets.map((each) => signature(each, body)).join(','),
      'user-agent': 'PagerDuty-Webhook/V3.0',
    },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  await answer.body?.cancel();
  return answer.status;
}

function signature(secret: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
