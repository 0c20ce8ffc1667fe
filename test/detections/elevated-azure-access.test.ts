import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, say } from '../support/events.ts';

const id = 'elevated-azure-access';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'an elevation',
      [
        event('user has elevated their access to user access administrator for their azure resources', {
          kind: 'entra',
        }),
      ],
      {},
      'ann:azure high',
    ],
    [
      'an elevation in a drill, quietly',
      [
        event('user has elevated their access to user access administrator for their azure resources', {
          kind: 'entra',
          actor: { id: 'bg1', kind: 'person', name: null },
        }),
      ],
      { inDrill: () => true },
      'bg1:azure low',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'an attempt that failed',
      [
        event('user has elevated their access to user access administrator for their azure resources', {
          kind: 'entra',
          outcome: 'failure',
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
