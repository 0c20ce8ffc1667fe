import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, other, say } from '../support/events.ts';

const id = 'protection-switched-off';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a log stream that was deleted',
      [event('system.log_stream.lifecycle.delete', { targets: [other('s')] })],
      {},
      's:protection high',
    ],
    [
      'an alert of PIM that was switched off',
      [event('disable pim alert', { kind: 'entra', targets: [other('a')] })],
      {},
      'a:protection high',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['an attempt that failed', [event('system.mfa.factor.deactivate', { outcome: 'failure' })], {}],
    ['a stream switched on', [event('system.log_stream.lifecycle.activate')], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
