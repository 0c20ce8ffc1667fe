import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, say, textOf } from '../support/events.ts';

const id = 'break-glass-used';
const bg = { id: 'bg1', kind: 'person', name: 'bg1@acme.example' } as const;

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a sign-in that nobody announced',
      [event('user.session.start', { actor: bg })],
      {},
      'bg1@acme.example:used critical',
    ],
    [
      'a failure under the login alone, without an id',
      [
        event('user.session.start', {
          outcome: 'failure',
          actor: { id: null, kind: 'unknown', name: 'bg1@acme.example' },
        }),
      ],
      {},
      'bg1@acme.example:failed high',
    ],
    [
      'three failures: somebody is trying',
      Array.from({ length: 3 }, () => event('sign-in', { kind: 'entra', outcome: 'failure', actor: bg })),
      {},
      'bg1@acme.example:failed critical',
    ],
    [
      'its announced drill, quietly',
      [event('user.session.start', { actor: bg })],
      { inDrill: () => true },
      'bg1@acme.example:drill low',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['the sign-in of anybody else', [event('user.session.start')], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('never says what was typed at a failed sign-in', () => {
    const typed = { id: 'bg1', kind: 'person', name: 'hunter2' } as const;

    expect(textOf(id, [event('user.session.start', { outcome: 'failure', actor: typed })])).not.toContain(
      'hunter2',
    );
  });
});
