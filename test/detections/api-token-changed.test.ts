import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, other, say } from '../support/events.ts';

const id = 'api-token-changed';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a token of an administrator',
      [event('system.api_token.create', { targets: [other('t')] })],
      {},
      't:token high',
    ],
    [
      'a token for any network',
      [
        event('system.api_token.update', {
          targets: [other('t')],
          detail: { networkConnection: 'ANYWHERE' },
        }),
      ],
      {},
      't:token high',
    ],
    [
      'a use from outside its network, although it was refused',
      [
        event('system.api_token.request_outside_allowed_range', {
          outcome: 'failure',
          detail: { requestApiTokenId: '00T' },
        }),
      ],
      {},
      '00T:token medium',
    ],
    [
      'the token that an agent makes at its installation, less loudly',
      [
        event('system.api_token.create', {
          actor: { id: 's', kind: 'system', name: null },
          targets: [other('t')],
        }),
      ],
      {},
      't:token medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a creation that failed',
      [event('system.api_token.create', { outcome: 'failure', targets: [other('t')] })],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
