import { describe } from 'vitest';
import { API_KEY, startDatadog } from '../../sandbox/sinks/datadog.ts';
import { testSink } from '../support/sink-conformance.ts';

describe('datadog', () => {
  testSink({
    kind: 'datadog',
    start: async () => await startDatadog(),
    options: (url) => ({ url, api_key: API_KEY }),
    wrong: { api_key: 'ffffffffffffffffffffffffffffffff' },
  });
});
