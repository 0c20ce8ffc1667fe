import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, group, say, signals } from '../support/events.ts';

const id = 'watched-group-changed';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'somebody who joins a sensitive group',
      [event('member.added', { targets: [group('g'), account('u1')] })],
      { watched: () => 'sensitive' },
      'g high',
    ],
    [
      'somebody who leaves it, less loudly',
      [event('member.removed', { targets: [group('g'), account('u1')] })],
      { watched: () => 'sensitive' },
      'g medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a group that is only watched: the digest has it',
      [event('member.added', { targets: [group('g'), account('u1')] })],
      { watched: () => 'watched' },
    ],
    [
      'a member whom an approved restore put back',
      [event('member.added', { actor: null, targets: [group('g'), account('u1')] })],
      { watched: () => 'sensitive', restored: () => true },
    ],
    ['an ordinary group', [event('member.added', { targets: [group('g'), account('u1')] })], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('says that the actor is pending, and the same line again once it is known', () => {
    const early = event('member.added', { actor: null, targets: [group('g'), account('u1')] });
    const late = { ...early, actor: { id: 'ann', kind: 'token', name: 'ann' } as const };
    const [first, second] = signals(id, [early, late], { watched: () => 'sensitive' });

    expect(first).toMatchObject({
      sample: { id: early.id, text: '+ u1@acme.example, actor pending, 2026-11-24 12:00 UTC' },
    });
    expect(second).toMatchObject({
      sample: { id: early.id, text: expect.stringContaining('by an API token of ann') },
    });
  });

  it('says that a person added somebody, also whom a restore put back at that time', () => {
    const change = event('member.added', { targets: [group('g'), account('u1')] });

    expect(change.actor?.kind).toBe('person');
    expect(say(id, [change], { watched: () => 'sensitive', restored: () => true })).toBe('g high');
  });

  it('asks nobody where a rule did it', () => {
    const rule = { id: 'r', kind: 'rule', name: 'r' } as const;
    const change = event('member.added', { actor: rule, targets: [group('g'), account('u1')] });

    expect(signals(id, [change], { watched: () => 'sensitive' })[0]).toMatchObject({
      offers: [{ action: 'restore-members' }],
    });
  });
});
