import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listen } from '../../sandbox/lib/listen.ts';
import type { StandIn } from '../../sandbox/stand-in.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { createHeartbeat } from '../../src/sinks/heartbeat.ts';

describe('the heartbeat', () => {
  const clock = fixedClock('2026-11-24T12:00:00Z');
  let monitor: StandIn;
  beforeEach(async () => {
    monitor = await listen({ answer: () => new Response('OK') });
  });
  afterEach(async () => await monitor.close());

  it('goes out once a minute, however often Lockstep looks after itself', async () => {
    const beat = createHeartbeat(`${monitor.url}/ping/secret`, { clock });
    for (let i = 0; i < 12; i++) {
      await beat();
      clock.advance(10_000);
    }

    expect(monitor.requests()).toEqual(['GET /ping/secret', 'GET /ping/secret']);
  });

  it('is tried again at the next look when the monitor did not take it, and says no secret', async () => {
    const beat = createHeartbeat(`${monitor.url}/ping/secret`, { clock });
    monitor.faults.add({ path: /./, times: 1, fault: { kind: 'status', status: 500 } });
    const problem = await beat().catch(String);
    await beat();

    expect(problem).toContain('The outside monitor answered 500');
    expect(problem).not.toContain('secret');
    expect(monitor.requestCount()).toBe(2);
  });

  it('is refused over plain http to another machine', () => {
    expect(() => createHeartbeat('http://monitor.test/x', { clock })).toThrow('must use https');
  });
});
