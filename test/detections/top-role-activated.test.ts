import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { localTime } from '../../src/lib/local-time.ts';
import { event, say } from '../support/events.ts';

const id = 'top-role-activated';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'an activation of Global Administrator, quietly',
      [
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          detail: { roleName: 'Global Administrator' },
        }),
      ],
      {},
      'day:2026-11-24 low',
    ],
    ...[
      ['late on a Tuesday', '2026-11-24T20:00:00Z'],
      ['early on a Tuesday', '2026-11-24T06:59:00Z'],
      ['at noon on a Saturday', '2026-11-28T12:00:00Z'],
    ].map(([when = '', time = '']): [string, DirectoryEvent[], Partial<Watching>, string] => [
      `an activation ${when}`,
      [
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          at: new Date(time),
          detail: { roleName: 'Global Administrator' },
        }),
      ],
      {},
      'ann:hours medium',
    ]),
    [
      'the first and the last minute of a working day, quietly',
      ['2026-11-27T07:00:00Z', '2026-11-27T19:59:00Z'].map((time) =>
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          at: new Date(time),
          detail: { roleName: 'Global Administrator' },
        }),
      ),
      {},
      'day:2026-11-27 low',
    ],
    [
      'noon where people work by another clock',
      [
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          at: new Date('2026-11-24T22:00:00Z'),
          detail: { roleName: 'Global Administrator' },
        }),
      ],
      { localTime: (moment) => localTime('Pacific/Auckland', moment) },
      'day:2026-11-24 low',
    ],
    [
      'the sixth activation of a day',
      Array.from({ length: 6 }, () =>
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          detail: { roleName: 'Reader' },
        }),
      ),
      {},
      'ann:often medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'the activation of a lesser role',
      [
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          detail: { roleName: 'Reader' },
        }),
      ],
      {},
    ],
    [
      'one that failed',
      [
        event('add member to role completed (pim activation)', {
          kind: 'entra',
          outcome: 'failure',
          detail: { roleName: 'Global Administrator' },
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
