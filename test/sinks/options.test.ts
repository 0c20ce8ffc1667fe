import { describe, expect, it } from 'vitest';
import type { SinkSettings } from '../../src/config/config.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';
import { createSinks } from '../../src/sinks/index.ts';

type Options = Readonly<Record<string, string>>;

function made(kind: SinkSettings['kind'], options: Options, ids: readonly string[] = ['night']): string {
  const settings = ids.map((id) => ({ id, kind, minSeverity: 'high' as const, options }));
  try {
    return createSinks(settings, { clock: systemClock })
      .map(({ id }) => id)
      .join(' ');
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return `${error.code} ${error.message} ${error.next}`;
  }
}

const key = '0123456789abcdef0123456789abcdef';
const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;

describe('the options of a sink', () => {
  it.each([
    ['pagerduty', { routing_key: key }],
    ['pagerduty', { routing_key: key, url: 'https://events.eu.pagerduty.com' }],
    ['jsm', { api_key: 'k' }],
    ['webhook', { url: 'https://soar.acme.test/in', secret, previous_secret: secret }],
    ['splunk', { url: 'https://splunk.acme.test:8088', token: 't', index: 'identity' }],
    ['datadog', { api_key: key, site: 'datadoghq.eu' }],
  ] as const)('of %s may be %j', (kind, options) => {
    expect(made(kind, options)).toBe('night');
  });

  it.each([
    ['pagerduty', {}, 'sink night (pagerduty): routing_key: is missing'],
    ['pagerduty', { routing_key: 'short' }, 'routing_key: expected the 32 characters'],
    [
      'pagerduty',
      { routing_key: key, routingkey: key },
      'unknown option routingkey, did you mean routing_key?',
    ],
    ['jsm', { api_key: 'a\nb: c' }, 'api_key: expected one word'],
    ['jsm', { api_key: 'k', zzz: '1' }, 'known options: api_key, url'],
    ['webhook', { secret }, 'url: is missing'],
    ['webhook', { url: 'https://x.test', secret: 'plain' }, 'secret: expected whsec_ and base64'],
    ['webhook', { url: 'https://x.test', secret: 'whsec_c2hvcnQ=' }, 'expected 24 to 64 bytes'],
    ['splunk', { url: 'http://splunk.acme.test:8088', token: 't' }, 'must use https'],
    ['splunk', { url: 'splunk', token: 't' }, 'is not a URL'],
    ['datadog', { api_key: key, site: 'datadog.com' }, 'site: Invalid option'],
  ] as const)('of %s may not be %j', (kind, options, said) => {
    const answer = made(kind, options);

    expect(answer).toContain('CONFIG_INVALID');
    expect(answer).toContain('sink night');
    expect(answer).toContain(said);
    for (const value of Object.values(options)) expect(answer).not.toContain(`: ${value}`);
  });

  it('need an id of their own for each sink', () => {
    expect(made('jsm', { api_key: 'k' }, ['a', 'b', 'a'])).toContain('two sinks are called a');
  });
});
