import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { app, event, say } from '../support/events.ts';

const id = 'import-stopped';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a stopped import',
      [event('system.import.roadblock', { targets: [app('hr')] })],
      {},
      'imports:stopped critical',
    ],
    [
      'deletions that the source implies, less loudly',
      [event('system.import.implicit_deletion.complete', { targets: [app('hr')] })],
      {},
      'hr:deletions medium',
    ],
    ['its end when somebody resumes it', [event('system.import.roadblock.resume')], {}, 'ends imports:'],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['the start of another import', [event('system.import.start', { targets: [app('ad')] })], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
