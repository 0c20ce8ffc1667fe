import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say, signals } from '../support/events.ts';

const id = 'provisioning-quarantined';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a dead credential',
      [
        event('synchronization quarantined', {
          kind: 'entra',
          targets: [app('jira')],
          detail: { jobId: 'j', reason: 'EncounteredQuarantineException', daysLeft: '27' },
        }),
      ],
      {},
      'jira:quarantine critical',
    ],
    [
      'too many failures',
      [
        event('synchronization quarantined', {
          kind: 'entra',
          targets: [app('jira')],
          detail: { reason: 'EncounteredEscrowProportionThreshold', daysLeft: '27' },
        }),
      ],
      {},
      'jira:quarantine high',
    ],
    [
      'one week before the job is switched off',
      [
        event('synchronization quarantined', {
          kind: 'entra',
          targets: [app('jira')],
          detail: { reason: 'Unknown', daysLeft: '7' },
        }),
      ],
      {},
      'jira:quarantine critical',
    ],
    [
      'its end',
      [event('synchronization healthy', { kind: 'entra', targets: [app('jira')] })],
      {},
      'ends jira:quarantine',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['a paused job', [event('synchronization paused', { kind: 'entra', targets: [app('jira')] })], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it.each([
    ['EncounteredQuarantineException', ['validate-credentials', 'restart-job']],
    ['TooManyDeletes', []],
  ])('%s offers %j', (reason, actions) => {
    const job = event('synchronization quarantined', {
      kind: 'entra',
      targets: [app('jira')],
      detail: { jobId: 'j', reason },
    });
    const offers = signals(id, [job]).flatMap((signal) => ('offers' in signal ? (signal.offers ?? []) : []));

    expect(offers.map(({ action }) => action)).toEqual(actions);
  });
});
