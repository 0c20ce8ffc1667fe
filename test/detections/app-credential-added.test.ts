import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say } from '../support/events.ts';

const id = 'app-credential-added';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a new secret by somebody who never did it',
      [
        event('update application - certificates and secrets management', {
          kind: 'entra',
          targets: [app('hr')],
        }),
      ],
      {},
      'hr:secret high',
    ],
    [
      'a rotation by somebody who does it always, less loudly',
      [1, 2].map(() => event('add service principal credentials', { kind: 'entra', targets: [app('hr')] })),
      {},
      'hr:secret medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'an attempt that failed',
      [event('app.oauth2.client.read_client_secret', { outcome: 'failure', targets: [app('hr')] })],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
