import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import type { Severity } from '../domain/finding.ts';
import { clip } from './clip.ts';
import { toOcsf } from './ocsf.ts';
import { endpoint, readOptions, secret } from './options.ts';
import { jsonOf, post, probed } from './post.ts';
import type { Delivery, Sink } from './sink.ts';
import type { SinkTools } from './tools.ts';

const sites = [
  'datadoghq.com',
  'us3.datadoghq.com',
  'us5.datadoghq.com',
  'ap1.datadoghq.com',
  'ap2.datadoghq.com',
  'datadoghq.eu',
  'ddog-gov.com',
] as const;

const levels: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'info',
};

/** Datadog logs, v2. `url` stands in for both hosts of the site: a proxy, or a test. */
export function createDatadog(settings: SinkSettings, tools: SinkTools): Sink {
  const { api_key, site, url } = readOptions(settings, {
    api_key: secret,
    site: z.enum(sites).default('datadoghq.com'),
    url: endpoint.optional(),
  });
  const call = {
    receiver: 'Datadog',
    headers: { 'content-type': 'application/json', 'DD-API-KEY': api_key },
    next: `check options.api_key and options.site of the sink ${settings.id}: a key belongs to one site.`,
  };
  return {
    id: settings.id,
    kind: settings.kind,
    deliver: async (delivery) => {
      const body = JSON.stringify([toLog(delivery)]);
      const text = await post(tools, {
        ...call,
        url: `${url ?? `https://http-intake.logs.${site}`}/api/v2/logs`,
        body,
      });
      jsonOf('Datadog', text);
    },
    probe: async () =>
      await probed(
        async () => await post(tools, { ...call, url: `${url ?? `https://api.${site}`}/api/v1/validate` }),
      ),
  };
}

/** The OCSF event lies below `ocsf`: its `status` is not what Datadog means by that word (the log level). */
function toLog(delivery: Delivery): object {
  const { alert, action } = delivery;
  const tags = { detection: alert.detection, connection: alert.connection, action };
  return {
    message: clip(`${alert.title}: ${alert.message}`, 8192),
    ddsource: 'lockstep',
    service: 'lockstep',
    hostname: 'lockstep',
    status: action === 'trigger' ? levels[alert.severity] : 'info',
    ddtags: Object.entries(tags)
      .map(([name, value]) => `${name}:${value.replaceAll(',', '_')}`)
      .join(','),
    ocsf: toOcsf(delivery),
  };
}
