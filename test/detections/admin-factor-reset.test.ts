import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, say } from '../support/events.ts';

const id = 'admin-factor-reset';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'an administrator reset by somebody else, at once',
      [event('user.mfa.factor.reset_all', { targets: [account('ben')] })],
      {},
      'ben:admin critical',
    ],
    [
      'a person, after half a day',
      [event('user.mfa.factor.deactivate', { targets: [account('u1')] })],
      {},
      'u1:lost medium after 720 min',
    ],
    [
      'anybody at once while the administrators are not known',
      [event('user.mfa.factor.reset_all', { targets: [account('u1')] })],
      { admins: null },
      'u1:admin critical',
    ],
    [
      'the new phone of an administrator, after a while',
      [event('user.mfa.factor.deactivate', { targets: [account('ann')] })],
      {},
      'ann:lost high after 15 min',
    ],
    [
      'multi-factor switched off for one administrator',
      [
        event('update user', {
          kind: 'entra',
          targets: [account('ben')],
          changes: [
            { name: 'StrongAuthenticationRequirement', before: '[{"State":1}]', after: '[{"State":0}]' },
          ],
        }),
      ],
      {},
      'ben:admin critical',
    ],
    [
      'an enrolment as its end, but not of what was done to an administrator',
      [event('user.mfa.factor.activate', { targets: [account('u1')] })],
      {},
      'ends u1:lost',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'the reset of a security question',
      [
        event('user.mfa.factor.deactivate', {
          reason: 'User reset SECURITY_QUESTION factor',
          targets: [account('ben')],
        }),
      ],
      {},
    ],
    [
      'an update of something else',
      [
        event('update user', {
          kind: 'entra',
          targets: [account('ben')],
          changes: [{ name: 'City', before: 'a', after: 'b' }],
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
