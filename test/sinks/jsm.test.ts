import { describe } from 'vitest';
import { API_KEY, BASE, startJsm } from '../../sandbox/sinks/jsm.ts';
import { testSink } from '../support/sink-conformance.ts';

describe('jsm', () => {
  testSink({
    kind: 'jsm',
    start: async () => await startJsm(),
    options: (url) => ({ url: `${url}${BASE}`, api_key: API_KEY }),
    wrong: { api_key: 'c0ffee00-somebody-elses-key' },
  });
});
