import { describe } from 'vitest';
import { ROUTING_KEY, startPagerDuty } from '../../sandbox/sinks/pagerduty.ts';
import { testSink } from '../support/sink-conformance.ts';

describe('pagerduty', () => {
  testSink({
    kind: 'pagerduty',
    start: async () => await startPagerDuty(),
    options: (url) => ({ url, routing_key: ROUTING_KEY }),
    wrong: { routing_key: 'W0rong0wrong0wrong0wrong0wrong0w' },
  });
});
