import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, other, say } from '../support/events.ts';

const id = 'agent-lost';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'an agent that does not come back',
      [event('system.agent.ldap.disconnect', { targets: [other('a')] })],
      {},
      'a:agent high after 10 min',
    ],
    [
      'one that Okta lists as not working',
      [
        event('agent down', {
          outcome: 'failure',
          targets: [other('a')],
          detail: { pool: 'corp', working: '1' },
        }),
      ],
      {},
      'a:agent high after 10 min',
    ],
    [
      'the last one of its directory',
      [
        event('agent down', {
          outcome: 'failure',
          targets: [other('a')],
          detail: { pool: 'corp', working: '0' },
        }),
      ],
      {},
      'a:agent critical after 10 min',
    ],
    ['its end when it works again', [event('agent up', { targets: [other('a')] })], {}, 'ends a:agent'],
    [
      'its end when it was taken away',
      [event('agent removed', { targets: [other('a')] })],
      {},
      'ends a:agent',
    ],
    [
      'its end when it is back',
      [event('system.agent.ldap.reconnect', { targets: [other('a')] })],
      {},
      'ends a:agent',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['an upgrade', [event('system.agent.ad.update', { targets: [other('a')] })], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
