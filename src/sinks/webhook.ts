import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import type { SinkAction } from '../domain/alert.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { clip } from './clip.ts';
import { endpoint, readOptions } from './options.ts';
import { post } from './post.ts';
import type { Delivery, Sink } from './sink.ts';
import type { SinkTools } from './tools.ts';

const types: Readonly<Record<SinkAction, string>> = {
  trigger: 'alert.triggered',
  acknowledge: 'alert.acknowledged',
  resolve: 'alert.resolved',
};

/** Standard Webhooks: the key itself, in base64, has 24 to 64 bytes. */
const signingSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, 'expected whsec_ and base64')
  .transform((text) => Buffer.from(text.slice('whsec_'.length), 'base64'))
  .refine((key) => key.length >= 24 && key.length <= 64, 'expected 24 to 64 bytes of base64 after whsec_');

/**
 * Any receiver of Standard Webhooks. `webhook-id` is the delivery's and stays over retries, so that the receiver can
 * drop repetitions. While a secret is replaced, both sign.
 */
export function createWebhook(settings: SinkSettings, { clock, ...rest }: SinkTools): Sink {
  const options = readOptions(settings, {
    url: endpoint,
    secret: signingSecret,
    previous_secret: signingSecret.optional(),
  });
  const keys = [options.secret, ...(options.previous_secret === undefined ? [] : [options.previous_secret])];
  return {
    id: settings.id,
    kind: settings.kind,
    deliver: async (delivery) => {
      const body = JSON.stringify(toPayload(delivery));
      const timestamp = String(Math.floor(clock.now().getTime() / SECOND_MS));
      await post(
        { clock, ...rest },
        {
          receiver: `The webhook of ${settings.id}`,
          url: options.url,
          headers: {
            'content-type': 'application/json',
            'webhook-id': delivery.id,
            'webhook-timestamp': timestamp,
            'webhook-signature': signatures(keys, `${delivery.id}.${timestamp}.${body}`),
          },
          body,
          next: `check options.url and options.secret of the sink ${settings.id} against the receiver's log.`,
        },
      );
    },
  };
}

function signatures(keys: readonly Buffer[], signed: string): string {
  return keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`).join(' ');
}

/** Far below the 20 kB that the standard asks for. */
function toPayload({ action, alert, at }: Delivery): object {
  return {
    type: types[action],
    timestamp: at.toISOString(),
    data: {
      alert: alert.id,
      fingerprint: alert.fingerprint,
      round: alert.relapses,
      detection: alert.detection,
      connection: alert.connection,
      severity: alert.severity,
      title: clip(alert.title, 512),
      message: clip(alert.message, 2048),
      fix: clip(alert.fix, 2048),
      count: alert.count,
      first_at: alert.firstAt.toISOString(),
      last_at: alert.lastAt.toISOString(),
      resolved_at: alert.resolvedAt?.toISOString() ?? null,
      resolved_because: alert.resolvedBecause === null ? null : clip(alert.resolvedBecause, 512),
    },
  };
}
