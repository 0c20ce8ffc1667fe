import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, say } from '../support/events.ts';

const id = 'guest-promoted';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a guest who is a member now',
      [
        event('update user', {
          kind: 'entra',
          targets: [account('u1')],
          changes: [{ name: 'UserType', before: '["Guest"]', after: '["Member"]' }],
        }),
      ],
      {},
      'u1:member high',
    ],
    [
      'a guest with the highest role',
      [
        event('add member to role', {
          kind: 'entra',
          targets: [account('u1')],
          detail: { roleName: 'Global Administrator' },
        }),
      ],
      { isGuest: () => true },
      'u1:role critical',
    ],
    [
      'a guest with a role that leads to the highest',
      [
        event('add member to role', {
          kind: 'entra',
          targets: [account('u1')],
          detail: { roleName: 'Privileged Role Administrator' },
        }),
      ],
      { isGuest: () => true },
      'u1:role critical',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a member who becomes a guest',
      [
        event('update user', {
          kind: 'entra',
          targets: [account('u1')],
          changes: [{ name: 'UserType', before: 'Member', after: 'Guest' }],
        }),
      ],
      {},
    ],
    ['a role for a member', [event('add member to role', { kind: 'entra', targets: [account('u1')] })], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
