import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say, toMany } from '../support/events.ts';

const id = 'integration-credential-rejected';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'one refusal, after half an hour without success',
      [event('application.integration.authentication_failure', { targets: [app('jira')] })],
      {},
      'jira:credential high after 30 min',
    ],
    [
      'three refusals at once',
      toMany(3, 'application.provision.user.push', {
        outcome: 'failure',
        targets: [app('jira')],
        detail: { errorClass: 'credential' },
      }),
      {},
      'jira:credential high',
    ],
    [
      'one alert for each of two apps',
      ['jira', 'slack'].map((id) =>
        event('provisioning create', {
          kind: 'entra',
          outcome: 'failure',
          targets: [app(id)],
          detail: { errorClass: 'credential' },
        }),
      ),
      {},
      'jira:credential high after 30 min, slack:credential high after 30 min',
    ],
    [
      'its end on any success of the app',
      [event('application.provision.user.push', { targets: [app('jira')] })],
      {},
      'ends jira:credential',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'an ordinary edit, which heals nothing either',
      [event('application.configuration.update', { targets: [app('jira')] })],
      {},
    ],
    [
      'a failure of another class',
      [
        event('application.provision.user.push', {
          outcome: 'failure',
          targets: [app('jira')],
          detail: { errorClass: 'conflict' },
        }),
      ],
      {},
    ],
    [
      'a quarantined job, which has a detection of its own',
      [
        event('synchronization quarantined', {
          kind: 'entra',
          targets: [app('jira')],
          detail: { errorCode: 'InvalidCredentials' },
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
