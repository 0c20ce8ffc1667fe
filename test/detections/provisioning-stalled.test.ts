import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say } from '../support/events.ts';

const id = 'provisioning-stalled';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a paused job',
      [event('synchronization paused', { kind: 'entra', targets: [app('jira')] })],
      {},
      'jira:stalled medium',
    ],
    [
      'a job without success for more than a day',
      [
        event('synchronization stale', {
          kind: 'entra',
          targets: [app('jira')],
          detail: { lastSuccessAt: '2026-11-23T10:00:00Z' },
        }),
      ],
      {},
      'jira:stalled high',
    ],
    [
      'its end',
      [event('synchronization healthy', { kind: 'entra', targets: [app('jira')] })],
      {},
      'ends jira:stalled',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a quarantined job',
      [event('synchronization quarantined', { kind: 'entra', targets: [app('jira')] })],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
