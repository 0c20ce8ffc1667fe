import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, say } from '../support/events.ts';

const id = 'admin-role-granted';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a super administrator',
      [
        event('user.account.privilege.grant', {
          targets: [account('u1')],
          detail: { privilegeGranted: 'Super administrator, Help desk' },
        }),
      ],
      {},
      'u1:roles critical',
    ],
    [
      'a lesser role',
      [
        event('add member to role', {
          kind: 'entra',
          targets: [account('u1')],
          detail: { roleName: 'Helpdesk Administrator' },
        }),
      ],
      {},
      'u1:helpdesk administrator high',
    ],
    [
      'Global Administrator by its template id',
      [
        event('add eligible member to role', {
          kind: 'entra',
          targets: [account('u1')],
          detail: { roleId: '62e90394-69f5-4237-9190-012177145e10', roleName: 'GA' },
        }),
      ],
      {},
      'u1:ga critical',
    ],
    [
      'a role that leads to the highest, by its template id or by its name alone',
      [
        event('add member to role', {
          kind: 'entra',
          targets: [account('u1')],
          detail: { roleId: 'e8611ab8-c189-46e8-94e1-60213ab1f814', roleName: 'PRA' },
        }),
        event('add eligible member to role in pim completed (permanent)', {
          kind: 'entra',
          targets: [account('u2')],
          detail: { roleName: 'Privileged Authentication Administrator' },
        }),
      ],
      {},
      'u1:pra critical, u2:privileged authentication administrator critical',
    ],
    [
      'another change of somebody who was a super administrator before, less loudly',
      [
        event('user.account.privilege.grant', {
          targets: [account('u1')],
          detail: { privilegeGranted: 'Super administrator' },
        }),
      ],
      { wasTop: () => true },
      'u1:roles high',
    ],
    [
      'one grant that two entries tell of, once',
      ['add member to role', 'add member to role in pim completed (permanent)'].map((name) =>
        event(name, { kind: 'entra', targets: [account('u1')], detail: { roleName: 'Reader' } }),
      ),
      {},
      'u1:reader high',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'what PIM itself does at an activation',
      [
        event('add member to role', {
          kind: 'entra',
          actor: { id: 'x', kind: 'system', name: 'MS-PIM' },
          targets: [account('u1')],
        }),
      ],
      {},
    ],
    [
      'the duplicate of another name',
      [event('user.privileged_account.privilege.grant', { targets: [account('u1')] })],
      {},
    ],
    [
      'a guest, who has a detection of their own',
      [event('add member to role', { kind: 'entra', targets: [account('u1')] })],
      { isGuest: () => true },
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
