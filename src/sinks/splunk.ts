import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { toOcsf } from './ocsf.ts';
import { endpoint, readOptions, secret } from './options.ts';
import { jsonOf, post, probed } from './post.ts';
import { type Delivery, type Sink, SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

const Answer = z.object({ code: z.number(), text: z.string().optional() });

/** Splunk's HTTP Event Collector. It knows no repetition: events carry the delivery's id in metadata.uid. */
export function createSplunk(settings: SinkSettings, tools: SinkTools): Sink {
  const { url, token, index } = readOptions(settings, {
    url: endpoint,
    token: secret,
    index: z.string().min(1).optional(),
  });
  const call = async (path: string, body?: string): Promise<string> =>
    await post(tools, {
      receiver: 'Splunk',
      url: `${url}/services/collector/${path}`,
      headers: { authorization: `Splunk ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
      next: `check options.token${index === undefined ? '' : ' and options.index'} of the sink ${settings.id} under Settings, Data inputs, HTTP Event Collector.`,
    });
  return {
    id: settings.id,
    kind: settings.kind,
    deliver: async (delivery) => {
      const answer = Answer.safeParse(jsonOf('Splunk', await call('event', toEvent(delivery, index))));
      if (answer.data?.code === 0) return;
      const why = answer.success ? `code ${answer.data.code} ${answer.data.text ?? ''}` : 'something unknown';
      throw new SinkRefusal(`Splunk answered with ${why.trim()}. It is tried again by itself.`, {
        retry: true,
      });
    },
    probe: async () => await probed(async () => await call('health')),
  };
}

function toEvent(delivery: Delivery, index: string | undefined): string {
  return JSON.stringify({
    time: delivery.at.getTime() / SECOND_MS,
    host: 'lockstep',
    source: 'lockstep',
    sourcetype: '_json',
    ...(index === undefined ? {} : { index }),
    event: toOcsf(delivery),
  });
}
