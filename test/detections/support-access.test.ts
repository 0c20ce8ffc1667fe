import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, say } from '../support/events.ts';

const id = 'support-access';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    ['support access', [event('user.session.impersonation.grant')], {}, 'support:access high'],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['an attempt that failed', [event('user.session.impersonation.initiate', { outcome: 'failure' })], {}],
    ['a look at the settings', [event('support.org.view')], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
