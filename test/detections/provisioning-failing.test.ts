import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say, signals, toMany } from '../support/events.ts';

const id = 'provisioning-failing';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'four hundred conflicts as one cause',
      toMany(400, 'application.provision.user.push', {
        outcome: 'failure',
        targets: [app('jira')],
        detail: { errorClass: 'conflict' },
      }),
      {},
      'jira:conflict medium',
    ],
    [
      'a missing value with the attribute',
      toMany(2, 'provisioning create', {
        kind: 'entra',
        outcome: 'failure',
        targets: [app('jira')],
        detail: { errorClass: 'validation', attribute: 'department' },
      }),
      {},
      'jira:validation:department medium',
    ],
    [
      'a time-out only after a cycle',
      toMany(1, 'provisioning update', {
        kind: 'entra',
        outcome: 'failure',
        targets: [app('jira')],
        detail: { errorClass: 'transient' },
      }),
      {},
      'jira:transient medium after 40 min',
    ],
    [
      'a leaver who stays, louder',
      toMany(1, 'application.provision.user.deactivate', {
        outcome: 'failure',
        targets: [app('jira')],
        detail: { errorClass: 'validation' },
      }),
      {},
      'jira:validation high',
    ],
    [
      'a failure-only event whose outcome is success',
      toMany(1, 'application.provision.group_membership.add', {
        targets: [app('jira')],
        detail: { errorClass: 'forbidden' },
      }),
      {},
      'jira:forbidden high',
    ],
    [
      'a reason that is not known',
      toMany(1, 'provisioning create', { kind: 'entra', outcome: 'failure', targets: [app('jira')] }),
      {},
      'jira:unrecognised medium',
    ],
    [
      'its end for the one who succeeded, and for the credential of the app',
      toMany(1, 'provisioning create', { kind: 'entra', targets: [app('jira')] }),
      {},
      'ends jira: for u1, ends jira:credential',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'what was skipped',
      toMany(5, 'provisioning create', { kind: 'entra', outcome: 'other', targets: [app('jira')] }),
      {},
    ],
    [
      'a push of a group, which has a detection of its own',
      [
        event('application.provision.group_push.mapping.update.or.delete.failed.with.error', {
          outcome: 'failure',
          targets: [app('jira')],
          detail: { errorClass: 'validation' },
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('counts people and says the next step', () => {
    const failed = toMany(2, 'provisioning create', {
      kind: 'entra',
      outcome: 'failure',
      targets: [app('jira')],
      detail: { errorClass: 'licence' },
    });

    expect(signals(id, failed)).toMatchObject([
      { subject: 'u1', fix: expect.stringContaining('licences') },
      { subject: 'u2', message: 'jira has no licences left' },
    ]);
  });
});
