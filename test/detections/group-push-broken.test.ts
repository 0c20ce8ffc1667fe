import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, group, other, say, signals } from '../support/events.ts';

const id = 'group-push-broken';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a push that failed for good',
      [
        event('application.provision.group_push.mapping.update.or.delete.failed.with.error', {
          targets: [app('jira'), group('g')],
        }),
      ],
      {},
      'jira:push:g high',
    ],
    [
      'a rule that broke',
      [event('group.user_membership.rule.invalidate', { targets: [other('r')] })],
      {},
      'r:rule high',
    ],
    [
      'a push that somebody switched off, less loudly',
      [event('application.provision.group_push.deactivate_mapping', { targets: [app('jira'), group('g')] })],
      {},
      'jira:push:g medium',
    ],
    [
      'its end when the group is pushed',
      [event('application.provision.group_push.pushed', { targets: [app('jira'), group('g')] })],
      {},
      'ends jira:push:g',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a failure that Okta tries again',
      [
        event('application.provision.group_push.mapping.update.or.delete.failed', {
          targets: [app('jira'), group('g')],
        }),
      ],
      {},
    ],
    [
      'another failure as its end',
      [
        event('application.provision.group_push.pushed', {
          outcome: 'failure',
          targets: [app('jira'), group('g')],
        }),
      ],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });

  it('offers to push again where the mapping is told', () => {
    const mapping = { kind: 'mapping', id: 'm', name: null } as const;
    const failed = event('application.provision.group_push.mapping.update.or.delete.failed.with.error', {
      targets: [app('jira'), group('g'), mapping],
    });

    expect(signals(id, [failed])[0]).toMatchObject({
      offers: [{ action: 'retry-push', on: { app: 'jira', group: 'g', mapping: 'm' } }],
    });
  });

  it('offers nothing where a person switched it off: that was a decision', () => {
    const off = event('application.provision.group_push.deactivate_mapping', {
      actor: { id: 'u', kind: 'person', name: 'ada' },
      targets: [app('jira'), group('g')],
    });

    expect(signals(id, [off])[0]).toMatchObject({ severity: 'medium', offers: [] });
  });
});
