import { afterEach, describe, expect, it } from 'vitest';
import type { Receiver } from '../../sandbox/sinks/ledger.ts';
import { SECRET, startWebhook } from '../../sandbox/sinks/webhook.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { createSinks } from '../../src/sinks/index.ts';
import { alertOf } from '../support/alert.ts';
import { testSink } from '../support/sink-conformance.ts';

const OTHER = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('webhook', () => {
  testSink({
    kind: 'webhook',
    start: async (clock) => await startWebhook({ now: () => clock.now().getTime() }),
    options: (url) => ({ url: `${url}/hook`, secret: SECRET }),
    wrong: { secret: OTHER },
  });
});

describe('the signature', () => {
  const clock = fixedClock('2026-11-24T12:00:00Z');
  let receiver: Receiver | undefined;
  afterEach(async () => await receiver?.close());

  const send = async (options: Readonly<Record<string, string>>, secret: string, skewMs = 0) => {
    receiver = await startWebhook({ secret, now: () => clock.now().getTime() + skewMs });
    const sink = { id: 'hook', kind: 'webhook' as const, minSeverity: 'low' as const };
    const [made] = createSinks([{ ...sink, options: { url: `${receiver.url}/hook`, ...options } }], {
      clock,
    });
    const delivery = { id: 'alert_1:hook:trigger:0', action: 'trigger' as const, alert: alertOf() };
    return await made?.deliver({ ...delivery, at: clock.now() }).then(
      () => 'taken',
      (error: unknown) => String(error),
    );
  };

  it.each([SECRET, OTHER])(
    'is accepted by receivers of the old and of the new secret: %s',
    async (secret) => {
      expect(await send({ secret: OTHER, previous_secret: SECRET }, secret)).toBe('taken');
    },
  );

  it('carries the time of the attempt: an old recording is refused', async () => {
    expect(await send({ secret: SECRET }, SECRET, 6 * 60_000)).toContain('out of tolerance');
  });
});
