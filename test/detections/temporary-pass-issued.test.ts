import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, say, toMany } from '../support/events.ts';

const id = 'temporary-pass-issued';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a pass for an administrator',
      [
        event('admin registered security info', {
          kind: 'entra',
          targets: [account('ben')],
          changes: [{ name: 'StrongAuthenticationMethod', before: null, after: 'TemporaryAccessPass' }],
        }),
      ],
      {},
      'ben:pass critical',
    ],
    [
      'a pass for a break-glass account',
      [
        event('admin registered security info', {
          kind: 'entra',
          targets: [account('bg1')],
          changes: [{ name: 'StrongAuthenticationMethod', before: null, after: 'TemporaryAccessPass' }],
        }),
      ],
      { admins: new Set() },
      'bg1:pass critical',
    ],
    [
      'passes for people, quietly and together',
      toMany(5, 'create temporary access pass method for user', { kind: 'entra' }),
      {},
      'people:pass low',
    ],
    [
      'a pass while the administrators are not known',
      toMany(1, 'create temporary access pass method for user', { kind: 'entra' }),
      { admins: null },
      'u1:pass high',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'another kind of factor',
      [event('admin registered security info', { kind: 'entra', targets: [account('ben')] })],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
