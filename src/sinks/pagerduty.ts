import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import type { Severity } from '../domain/finding.ts';
import { clip } from './clip.ts';
import { dedupKey } from './dedup-key.ts';
import { endpoint, readOptions, secret } from './options.ts';
import { readPagerDutyWebhook } from './pagerduty-inbound.ts';
import { jsonOf, post, probed } from './post.ts';
import { type Delivery, type Inbound, type Sink, SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

/** Events API v2: longer keys are refused. */
const PAGERDUTY_KEY = 255;
const SUMMARY = 1024;

const severities: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

const Answer = z.object({ status: z.literal('success') });

/** PagerDuty, Events API v2: one incident for each fingerprint, acknowledged and resolved with the alert. */
export function createPagerDuty(settings: SinkSettings, tools: SinkTools): Sink {
  const { routing_key, url, webhook_secret } = readOptions(settings, {
    routing_key: z
      .string()
      .regex(/^[0-9A-Za-z]{32}$/, 'expected the 32 characters of an Events API v2 integration key'),
    url: endpoint.default('https://events.pagerduty.com'),
    webhook_secret: secret.optional(),
  });
  const enqueue = async (event: object): Promise<void> => {
    const text = await post(tools, {
      receiver: 'PagerDuty',
      url: `${url}/v2/enqueue`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ routing_key, ...event }),
      next: `check options.routing_key of the sink ${settings.id}: it is the Integration Key of an Events API v2 integration.`,
    });
    if (Answer.safeParse(jsonOf('PagerDuty', text)).success) return;
    throw new SinkRefusal('PagerDuty did not say that it took the event', { retry: true });
  };
  return {
    id: settings.id,
    kind: settings.kind,
    deliver: async (delivery) => await enqueue(toEvent(delivery)),
    // An end of something that never began is dropped by PagerDuty, after it looked at the key.
    probe: async () =>
      await probed(async () => await enqueue({ event_action: 'resolve', dedup_key: 'lockstep-doctor' })),
    ...(webhook_secret === undefined ? {} : { inbound: inboundWith(webhook_secret) }),
  };
}

function inboundWith(webhookSecret: string): Inbound {
  return {
    read: ({ header, body }) =>
      readPagerDutyWebhook(webhookSecret, { signature: header('x-pagerduty-signature'), body }),
    keyOf,
  };
}

function keyOf(fingerprint: string): string {
  return dedupKey(fingerprint, PAGERDUTY_KEY);
}

function toEvent({ action, alert }: Delivery): object {
  const dedup_key = keyOf(alert.fingerprint);
  if (action !== 'trigger') return { event_action: action, dedup_key };
  return {
    event_action: action,
    dedup_key,
    client: 'Lockstep',
    payload: {
      summary: clip(`${alert.title}: ${alert.message}`, SUMMARY),
      source: alert.connection,
      severity: severities[alert.severity],
      timestamp: alert.firstAt.toISOString(),
      component: clip(alert.key, SUMMARY),
      group: alert.connection,
      class: alert.detection,
      custom_details: {
        message: clip(alert.message, 4096),
        next: clip(alert.fix, 2048),
        count: alert.count,
        last_seen: alert.lastAt.toISOString(),
        alert: alert.id,
      },
    },
  };
}
