import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, say, toMany } from '../support/events.ts';

const id = 'deprovisioning-wave';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'ten accounts of one app',
      toMany(10, 'application.provision.user.deactivate', { targets: [app('jira')] }),
      {},
      'jira:wave critical',
    ],
    ['twenty-five of the directory', toMany(25, 'user.lifecycle.deactivate'), {}, 'directory:wave critical'],
    [
      'leavers of the directory once, not once more for each app',
      [
        ...toMany(25, 'user.lifecycle.deactivate'),
        ...toMany(25, 'application.provision.user.deactivate', { targets: [app('jira')] }),
      ],
      {},
      'directory:wave critical',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['nine', toMany(9, 'provisioning disable', { kind: 'entra', targets: [app('jira')] }), {}],
    [
      'ten that failed',
      toMany(10, 'provisioning delete', { kind: 'entra', outcome: 'failure', targets: [app('jira')] }),
      {},
    ],
    ['thirty of a large directory', toMany(30, 'user.lifecycle.suspend'), { accountCount: 10_000 }],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
