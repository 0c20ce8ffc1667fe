import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, say, textOf } from '../support/events.ts';

const id = 'admin-console-denied';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'three refusals',
      Array.from({ length: 3 }, () => event('user.session.access_admin_app', { outcome: 'failure' })),
      {},
      'ann:denied medium',
    ],
    [
      'an administrator with a text message',
      [event('user.authentication.verify', { detail: { appName: 'Okta Admin Console', factorType: 'SMS' } })],
      {},
      'ann:weak medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'two refusals',
      Array.from({ length: 2 }, () => event('user.session.access_admin_app', { outcome: 'failure' })),
      {},
    ],
    [
      'an administrator with a key',
      [
        event('user.authentication.verify', {
          detail: { appName: 'Okta Admin Console', factorType: 'FIDO_WEBAUTHN' },
        }),
      ],
      {},
    ],
    [
      'a break-glass account, which has a detection of its own',
      Array.from({ length: 3 }, () =>
        event('user.session.access_admin_app', {
          outcome: 'failure',
          actor: { id: 'bg1', kind: 'person', name: null },
        }),
      ),
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('never says what was typed', () => {
    const typed = { id: 'ann', kind: 'person', name: 'hunter2' } as const;
    const denied = () => event('user.session.access_admin_app', { outcome: 'failure', actor: typed });

    expect(textOf(id, [denied(), denied(), denied()])).not.toContain('hunter2');
  });
});
