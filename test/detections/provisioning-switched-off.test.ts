import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say } from '../support/events.ts';

const id = 'provisioning-switched-off';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'leavers that stay',
      [
        event('application.lifecycle.update', {
          targets: [app('jira')],
          reason: 'Stop deprovisioning unassigned users',
        }),
      ],
      {},
      'jira:off high',
    ],
    [
      'a paused configuration',
      [event('disable/pause provisioning configuration', { kind: 'entra', targets: [app('jira')] })],
      {},
      'jira:off high',
    ],
    [
      'new credentials',
      [event('update provisioning setting or credentials', { kind: 'entra', targets: [app('jira')] })],
      {},
      'jira:setting high',
    ],
    [
      'another limit of deletions, which switches nothing off',
      [event('set accidental deletion threshold', { kind: 'entra', targets: [app('jira')] })],
      {},
      'jira:setting medium',
    ],
    [
      'its end when it is on again',
      [event('enable/start provisioning configuration', { kind: 'entra', targets: [app('jira')] })],
      {},
      'ends jira:off',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['any other edit of an app', [event('application.lifecycle.update', { targets: [app('jira')] })], {}],
    [
      'directory synchronisation switched on',
      [
        event('set dirsyncenabled flag', {
          kind: 'entra',
          changes: [{ name: 'DirSyncEnabled', before: '[false]', after: '[true]' }],
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
