import { describe } from 'vitest';
import { startSplunk, TOKEN } from '../../sandbox/sinks/splunk.ts';
import { testSink } from '../support/sink-conformance.ts';

describe('splunk', () => {
  testSink({
    kind: 'splunk',
    start: async () => await startSplunk(),
    options: (url) => ({ url, token: TOKEN, index: 'identity' }),
    wrong: { token: 'b5a1c2d3-somebody-elses-token' },
  });
});
