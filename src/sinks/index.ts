/** Every sink of lockstep.yaml, its options checked before the first alert needs it. */
import type { PagerDutyConfig, SinkSettings } from '../config/config.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { createDatadog } from './datadog.ts';
import { createJsm } from './jsm.ts';
import type { OnCall } from './on-call.ts';
import { createPagerDuty } from './pagerduty.ts';
import { createPagerDutyOnCall } from './pagerduty-on-call.ts';
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

/** null: nothing is configured that could say who is on call. */
export function createOnCall(config: PagerDutyConfig | null, tools: SinkTools): OnCall | null {
  return config === null ? null : createPagerDutyOnCall(config, tools);
}
