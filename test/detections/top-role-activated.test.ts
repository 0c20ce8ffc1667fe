import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
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
