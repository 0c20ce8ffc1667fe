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
          actor: { id: 'x', kind: 'app', name: 'MS-PIM' },
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
