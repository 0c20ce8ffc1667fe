import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, at, event, say } from '../support/events.ts';

const id = 'factor-reset-then-new-device';
const u1 = { id: 'u1', kind: 'person', name: 'u1@acme.example' } as const;

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a reset and then a new device',
      [
        event('user.mfa.factor.reset_all', { targets: [account('u1')] }),
        event('user.session.start', { actor: u1, detail: { newDevice: 'true' } }),
      ],
      {},
      'u1:session critical',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a new device without a reset',
      [event('user.session.start', { actor: u1, detail: { newDevice: 'true' } })],
      {},
    ],
    [
      'the known device after a reset',
      [
        event('user.mfa.factor.reset_all', { targets: [account('u1')] }),
        event('user.session.start', { actor: u1 }),
      ],
      {},
    ],
    [
      'a reset two days ago',
      [
        event('user.mfa.factor.reset_all', {
          at: new Date(at.getTime() - 2 * 86_400_000),
          targets: [account('u1')],
        }),
        event('user.session.start', { actor: u1, detail: { newIp: 'true' } }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
