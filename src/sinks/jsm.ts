import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import type { Severity } from '../domain/finding.ts';
import { clip } from './clip.ts';
import { dedupKey } from './dedup-key.ts';
import { endpoint, readOptions, secret } from './options.ts';
import { jsonOf, post, probed } from './post.ts';
import { type Delivery, type Sink, SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

const ALIAS = 512;
const MESSAGE = 130;
const DESCRIPTION = 15_000;

const priorities: Readonly<Record<Severity, string>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
};

/** JSM works through requests later: it answers with a number for the request, not with the alert. */
const Answer = z.object({ requestId: z.string() });

/** Alerts of Jira Service Management (formerly Opsgenie): the alias is the fingerprint. */
export function createJsm(settings: SinkSettings, tools: SinkTools): Sink {
  const { api_key, url } = readOptions(settings, {
    api_key: secret,
    url: endpoint.default('https://api.atlassian.com/jsm/ops/integration'),
  });
  const call = async (path: string, body: object): Promise<void> => {
    const text = await post(tools, {
      receiver: 'Jira Service Management',
      url: `${url}/v2/alerts${path}`,
      headers: { 'content-type': 'application/json', authorization: `GenieKey ${api_key}` },
      body: JSON.stringify({ source: 'Lockstep', ...body }),
      next: `check options.api_key of the sink ${settings.id}: it is the key of an API integration that may create and update alerts.`,
    });
    if (Answer.safeParse(jsonOf('Jira Service Management', text)).success) return;
    throw new SinkRefusal('Jira Service Management did not say that it took the alert', { retry: true });
  };
  return {
    id: settings.id,
    kind: settings.kind,
    deliver: async (delivery) => {
      const alias = dedupKey(delivery.alert.fingerprint, ALIAS);
      if (delivery.action === 'trigger') return await call('', toAlert(delivery, alias));
      const verb = delivery.action === 'acknowledge' ? 'acknowledge' : 'close';
      await call(`/${encodeURIComponent(alias)}/${verb}?identifierType=alias`, { note: noteOf(delivery) });
    },
    // Closing what never was wakes nobody, and the key is looked at first.
    probe: async () =>
      await probed(async () => await call('/lockstep-doctor/close?identifierType=alias', {})),
  };
}

function toAlert({ alert }: Delivery, alias: string): object {
  return {
    message: clip(alert.title, MESSAGE),
    alias,
    description: clip(`${alert.message}\n\nNext: ${alert.fix}`, DESCRIPTION),
    entity: clip(alert.connection, ALIAS),
    priority: priorities[alert.severity],
    tags: ['lockstep', alert.detection],
    details: { alert: alert.id, connection: alert.connection, count: String(alert.count) },
  };
}

function noteOf({ action, alert }: Delivery): string {
  if (action === 'acknowledge') return 'Acknowledged in Lockstep';
  return clip(`Over: ${alert.resolvedBecause ?? 'resolved in Lockstep'}`, 1000);
}
