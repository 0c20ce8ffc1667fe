import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, app, event, group, other, say, signals, textOf, toMany } from '../support/events.ts';

const id = 'mass-removal';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'ten of fifty members of a group',
      toMany(10, 'member.removed', { targets: [group('g')] }),
      { memberCount: () => 40 },
      'g:members critical',
    ],
    [
      'half of that, less loudly',
      toMany(5, 'member.removed', { targets: [group('g')] }),
      { memberCount: () => 45 },
      'g:members high',
    ],
    [
      'a sensitive group that became empty',
      toMany(2, 'member.removed', { targets: [group('g')] }),
      { memberCount: () => 0, watched: () => 'sensitive' },
      'g:members critical',
    ],
    [
      'twenty-five people by one actor over many groups',
      Array.from({ length: 25 }, (_, i) =>
        event('group.user_membership.remove', { targets: [group(`g${i}`), account(`u${i}`)] }),
      ),
      {},
      'actor:ann critical',
    ],
    [
      'an app that ten people lost',
      toMany(10, 'application.user_membership.remove', { targets: [app('jira')], actor: null }),
      {},
      'jira:assignments critical',
    ],
    [
      'the deletion of a large group',
      [event('delete group', { kind: 'entra', targets: [group('g')] })],
      {},
      'g:members critical',
    ],
    [
      'the deletion of a group whose size is not known',
      [event('group.lifecycle.delete', { targets: [group('g')] })],
      { memberCount: () => null },
      'g:members medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'nine of a thousand',
      toMany(9, 'member.removed', { targets: [group('g')] }),
      { memberCount: () => 991 },
    ],
    ['four of forty', toMany(4, 'member.removed', { targets: [group('g')] }), { memberCount: () => 36 }],
    [
      'devices that leave a dynamic group',
      Array.from({ length: 60 }, () =>
        event('remove member from group', { kind: 'entra', targets: [group('g'), other('laptop')] }),
      ),
      {},
    ],
    [
      'ten who lost an app because they left a group of a thousand',
      [
        ...toMany(10, 'member.removed', { targets: [group('g')], actor: null }),
        ...toMany(10, 'application.user_membership.remove', { targets: [app('jira')], actor: null }),
      ],
      { memberCount: () => 990 },
    ],
    [
      'any number whose approved end had come, and the apps that they lost with it',
      [
        ...toMany(30, 'member.removed', { targets: [group('g')] }),
        ...toMany(30, 'group.user_membership.remove', { targets: [group('g')] }),
        ...toMany(30, 'application.user_membership.remove', { targets: [app('jira')] }),
      ],
      { memberCount: () => 0, watched: () => 'sensitive', ended: () => true },
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('names the rule that drives it, and offers to restore', () => {
    const rule = { id: 'r', kind: 'rule', name: 'by department' } as const;
    const events = toMany(30, 'member.removed', { targets: [group('g')], actor: rule });

    expect(textOf(id, events)).toContain(
      '30 of 130 members left g within 15 minutes (driven by a group rule)',
    );
    expect(signals(id, events).at(-1)).toMatchObject({
      offers: [{ action: 'restore-members' }, { action: 'intended' }],
    });
  });

  it('is one cause when one actor empties one group', () => {
    const events = toMany(25, 'member.removed', { targets: [group('g')] });
    const told = toMany(25, 'group.user_membership.remove', { targets: [group('g')] });

    expect(say(id, [...events, ...told])).toBe('g:members critical');
  });
});
