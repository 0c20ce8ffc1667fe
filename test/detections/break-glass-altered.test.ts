import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, group, say } from '../support/events.ts';

const id = 'break-glass-altered';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a reset of its factors',
      [event('user.mfa.factor.reset_all', { targets: [account('bg1')] })],
      {},
      'bg1@acme.example:altered critical',
    ],
    [
      'its joining a group',
      [event('member.added', { targets: [group('g'), account('bg1')] })],
      {},
      'bg1@acme.example:altered critical',
    ],
    [
      'a passkey that somebody added to it',
      [event('add passkey (device-bound)', { kind: 'entra', targets: [account('bg1')] })],
      {},
      'bg1@acme.example:altered critical',
    ],
    [
      'its role being taken away by PIM',
      [
        event('remove member from role in pim completed (permanent)', {
          kind: 'entra',
          targets: [account('bg1')],
        }),
      ],
      {},
      'bg1@acme.example:altered critical',
    ],
    [
      'what it does to itself in its drill, quietly',
      [
        event('user.mfa.factor.activate', {
          actor: { id: 'bg1', kind: 'person', name: null },
          targets: [account('bg1')],
        }),
      ],
      { inDrill: () => true },
      'bg1@acme.example:altered low',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['a reset of anybody else', [event('user.mfa.factor.reset_all', { targets: [account('u1')] })], {}],
    [
      'directory synchronisation that only looked',
      [
        event('update user', {
          kind: 'entra',
          targets: [account('bg1')],
          changes: [
            { name: 'LastDirSyncTime', before: 'a', after: 'b' },
            { name: 'Included Updated Properties', before: null, after: 'LastDirSyncTime' },
          ],
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
