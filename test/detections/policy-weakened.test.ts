import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, policy, say } from '../support/events.ts';

const id = 'policy-weakened';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a policy that was deleted',
      [event('policy.lifecycle.delete', { targets: [policy] })],
      {},
      'p1:policy high',
    ],
    [
      'a policy that only reports now',
      [
        event('update conditional access policy', {
          kind: 'entra',
          targets: [policy],
          changes: [
            {
              name: 'ConditionalAccessPolicy',
              before: '{"state":"enabled"}',
              after: '{"state":"enabledForReportingButNotEnforced"}',
            },
          ],
        }),
      ],
      {},
      'p1:policy high',
    ],
    [
      'a new exclusion',
      [
        event('update conditional access policy', {
          kind: 'entra',
          targets: [policy],
          changes: [
            {
              name: 'ConditionalAccessPolicy',
              before: '{"conditions":{"users":{"excludeUsers":[]}}}',
              after: '{"conditions":{"users":{"excludeUsers":["u1"]}}}',
            },
          ],
        }),
      ],
      {},
      'p1:policy high',
    ],
    [
      'one factor instead of two',
      [
        event('policy.rule.update', {
          targets: [policy],
          changes: [{ name: 'factorMode', before: '2FA', after: '1FA' }],
        }),
      ],
      {},
      'p1:policy high',
    ],
    [
      'a change that the log does not tell, less loudly',
      [event('policy.rule.update', { targets: [policy] })],
      {},
      'p1:policy medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    [
      'a new name',
      [
        event('policy.rule.update', {
          targets: [policy],
          changes: [
            { name: 'name', before: 'a', after: 'b' },
            { name: 'priority', before: '1', after: '2' },
          ],
        }),
      ],
      {},
    ],
    [
      'a deletion that was refused',
      [event('policy.lifecycle.delete', { outcome: 'failure', targets: [policy] })],
      {},
    ],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
