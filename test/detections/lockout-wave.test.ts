import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { account, event, say, textOf, toMany } from '../support/events.ts';

const id = 'lockout-wave';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'one administrator',
      [event('user.account.lock', { targets: [account('ben')] })],
      {},
      'ben:locks medium',
    ],
    [
      'one person three times in an hour',
      Array.from({ length: 3 }, () => event('user.account.lock', { targets: [account('u1')] })),
      {},
      'u1:locks medium',
    ],
    ['six people at once, as one cause', toMany(6, 'user.account.lock'), {}, 'directory:locks medium'],
    [
      'five refused pushes of an administrator',
      Array.from({ length: 5 }, () => event('user.mfa.okta_verify.deny_push')),
      {},
      'ann:pushes high',
    ],
    [
      'a reported fraud',
      [event('fraud reported - no action taken', { kind: 'entra', targets: [account('u1')] })],
      {},
      'u1:reported high',
    ],
    [
      'one locked administrator at Entra',
      [
        event('sign-in', {
          kind: 'entra',
          outcome: 'failure',
          detail: { errorCode: '50053' },
          actor: { id: 'ben', kind: 'person', name: null },
          targets: [account('ben')],
        }),
      ],
      {},
      'ben:locks medium',
    ],
    [
      'twenty locked people at Entra in an hour, as one cause',
      toMany(20, 'sign-in', { kind: 'entra', outcome: 'failure', detail: { errorCode: '50053' } }),
      {},
      'directory:locks medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['five people in five minutes', toMany(5, 'user.account.lock'), {}],
    ['one person once', [event('user.account.lock', { targets: [account('u1')] })], {}],
    [
      'an ordinary failed sign-in',
      [event('sign-in', { kind: 'entra', outcome: 'failure', detail: { errorCode: '50126' } })],
      {},
    ],
    [
      'nineteen locked people at Entra',
      toMany(19, 'sign-in', { kind: 'entra', outcome: 'failure', detail: { errorCode: '50053' } }),
      {},
    ],
    ['four refused pushes', Array.from({ length: 4 }, () => event('user.mfa.okta_verify.deny_push')), {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('never says what was typed', () => {
    const typed = { kind: 'account', id: 'ben', name: 'hunter2' } as const;

    expect(textOf(id, [event('user.account.lock', { targets: [typed] })])).not.toContain('hunter2');
  });
});
