import { describe, expect, it } from 'vitest';
import { startSplunk, TOKEN } from '../../sandbox/sinks/splunk.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { createSplunk } from '../../src/sinks/splunk.ts';
import { alertOf } from '../support/alert.ts';
import { testSink } from '../support/sink-conformance.ts';

describe('splunk', () => {
  testSink({
    kind: 'splunk',
    start: async () => await startSplunk(),
    options: (url) => ({ url, token: TOKEN, index: 'identity' }),
    wrong: { token: 'b5a1c2d3-somebody-elses-token' },
  });

  it.each([
    ['a code that is no success', { code: 9, text: 'Server is busy' }, 'code 9 Server is busy'],
    ['no code', { text: 'Success' }, 'something unknown'],
  ])('is not believed to have taken what it answers 200 and %s to', async (_, body, said) => {
    const splunk = await startSplunk();
    splunk.faults.add({ path: /./, fault: { kind: 'status', status: 200, body } });
    const options = { url: splunk.url, token: TOKEN };
    const clock = fixedClock('2026-11-24T12:00:00Z');
    const sink = createSplunk({ id: 'siem', kind: 'splunk', minSeverity: 'low', options }, { clock });
    const at = clock.now();
    const told = sink.deliver({ id: 'alert_1:siem:trigger:0', action: 'trigger', alert: alertOf(), at });

    await expect(told).rejects.toMatchObject({ retry: true, what: `Splunk answered with ${said}` });
    await splunk.close();
  });
});
