import { z } from 'zod';
import type { SinkSettings } from '../config/config.ts';
import { SECOND_MS } from '../lib/clock.ts';
import { toOcsf } from './ocsf.ts';
import { endpoint, readOptions, secret } from './options.ts';
import { jsonOf, post, probed } from './post.ts';
import { type Delivery, type Sink, SinkRefusal } from './sink.ts';
import type { SinkTools } from './tools.ts';

/** What an empty event is refused with when the token is right (400). */
const NO_DATA = /"code"\s*:\s*5\b/;
const Answer = z.object({ code: z.number(), text: z.string().optional() });

/** Splunk's HTTP Event Collector. It knows no repetition: events carry the delivery's id in metadata.uid. */
export function createSplunk(settings: SinkSettings, tools: SinkTools): Sink {
  const { url, token, index } = readOptions(settings, {
    url: endpoint,
    token: secret,
    index: z.string().min(1).optional(),
  });
  const call = async (body: string, expected?: RegExp): Promise<string> =>
    await post(tools, {
      receiver: 'Splunk',
      url: `${url}/services/collector/event`,
      headers: { authorization: `Splunk ${token}`, 'content-type': 'application/json' },
      body,
      ...(expected === undefined ? {} : { expected }),
      next: `check options.token${index === undefined ? '' : ' and options.index'} of the sink ${settings.id} under Settings, Data inputs, HTTP Event Collector.`,
    });
  return {
    id: settings.id,
    kind: settings.kind,
    deliver: async (delivery) => {
      const answer = Answer.safeParse(jsonOf('Splunk', await call(toEvent(delivery, index))));
      if (answer.data?.code === 0) return;
      const why = answer.success ? `code ${answer.data.code} ${answer.data.text ?? ''}` : 'something unknown';
      throw new SinkRefusal(`Splunk answered with ${why.trim()}`, { retry: true });
    },
    // Looked at after the token: `health` answers without one where the load balancer asks.
    probe: async () => await probed(async () => await call('', NO_DATA)),
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
