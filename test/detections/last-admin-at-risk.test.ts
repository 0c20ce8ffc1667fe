import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, say } from '../support/events.ts';

const id = 'last-admin-at-risk';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'one left',
      [event('user.lifecycle.suspend', { targets: [account('ben')] })],
      { topAdmins: 1 },
      'directory:top critical',
    ],
    [
      'two, of whom one was just switched off and keeps the role in the list',
      [event('user.lifecycle.suspend', { targets: [account('ben')] })],
      { topAdmins: 2, holdsTop: (who) => who === 'ben' },
      'directory:top critical',
    ],
    [
      'an eligible one taken away by PIM',
      [
        event('remove eligible member from role in pim completed (permanent)', {
          kind: 'entra',
          targets: [account('ben')],
          detail: { roleName: 'Global Administrator' },
        }),
      ],
      { topAdmins: 1 },
      'directory:top critical',
    ],
    [
      'two at the last reading, which may be old',
      [event('disable account', { kind: 'entra', targets: [account('ben')] })],
      { topAdmins: 2 },
      'directory:top high',
    ],
    [
      'a number that could not be read',
      [event('user.account.privilege.revoke', { targets: [account('ben')] })],
      { topAdmins: null },
      'directory:top high',
    ],
    [
      'a grant as its end',
      [event('user.account.privilege.grant', { targets: [account('u1')] })],
      { topAdmins: 2 },
      'ends directory:top',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'the leaving of somebody without a role',
      [event('user.lifecycle.deactivate', { targets: [account('u1')] })],
      { topAdmins: 1 },
    ],
    [
      'the suspension of somebody whose role is a lesser one, while three are left',
      [event('user.lifecycle.suspend', { targets: [account('ann')] })],
      { topAdmins: 3 },
    ],
    ['one of many', [event('user.lifecycle.deactivate', { targets: [account('ben')] })], { topAdmins: 5 }],
    [
      'a grant after which one is left',
      [event('user.account.privilege.grant', { targets: [account('u1')] })],
      { topAdmins: 1 },
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
