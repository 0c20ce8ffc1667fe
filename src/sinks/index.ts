/** Every sink of lockstep.yaml, its options checked before the first alert needs it. */
import type { SinkSettings } from '../config/config.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createDatadog } from './datadog.ts';
import { createJsm } from './jsm.ts';
import { createPagerDuty } from './pagerduty.ts';
import type { Sink } from './sink.ts';
import { createSplunk } from './splunk.ts';
import type { SinkTools } from './tools.ts';
import { createWebhook } from './webhook.ts';

const kinds: Readonly<Record<SinkSettings['kind'], (settings: SinkSettings, tools: SinkTools) => Sink>> = {
  pagerduty: createPagerDuty,
  jsm: createJsm,
  webhook: createWebhook,
  splunk: createSplunk,
  datadog: createDatadog,
};

/** Throws OperatorErrors that name the sink. */
export function createSinks(settings: readonly SinkSettings[], tools: SinkTools): readonly Sink[] {
  const ids = settings.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    const next = 'Give each sink in lockstep.yaml an id of its own.';
    throw new OperatorError('CONFIG_INVALID', `two sinks are called ${twice}`, next);
  }
  return settings.map((each) => kinds[each.kind](each, tools));
}
