import { describe, expect, it } from 'vitest';
import type { Watching } from '../../src/detections/detection.ts';
import type { DirectoryEvent } from '../../src/domain/event.ts';
import { event, other, say } from '../support/events.ts';

const id = 'federation-changed';

describe(id, () => {
  it.each<[string, DirectoryEvent[], Partial<Watching>, string]>([
    [
      'a new identity provider',
      [event('system.idp.lifecycle.create', { targets: [other('idp')] })],
      {},
      'idp:federation critical',
    ],
    [
      'a federated domain',
      [event('set federation settings on domain', { kind: 'entra', targets: [other('acme.example')] })],
      {},
      'acme.example:federation critical',
    ],
    [
      'a domain that is not verified yet, less loudly',
      [event('add unverified domain', { kind: 'entra', targets: [other('x.example')] })],
      {},
      'x.example:federation medium',
    ],
  ])('says %s', (_, events, seen, said) => {
    expect(say(id, events, seen)).toBe(said);
  });

  it.each<[string, DirectoryEvent[], Partial<Watching>]>([
    ['an attempt that failed', [event('system.idp.lifecycle.create', { outcome: 'failure' })], {}],
  ])('is quiet about %s', (_, events, seen) => {
    expect(say(id, events, seen)).toBe('nothing');
  });
});
