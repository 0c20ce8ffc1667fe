import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords } from '../support/facts.ts';

const id = 'directory-sync-old';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails after a day', () => {
    expect(inWords(id, { directorySync: { enabled: true, lastAt: daysAgo(1.1) } })).toBe('directory high');
  });

  it('warns after four missing cycles', () => {
    expect(inWords(id, { directorySync: { enabled: true, lastAt: daysAgo(0.1) } })).toBe('directory medium');
  });

  it('takes a missing date for a first synchronisation that is pending, not for a good one', () => {
    expect(inWords(id, { directorySync: { enabled: true, lastAt: null } })).toBe('directory low');
  });

  it('does not apply to a cloud-only tenant', () => {
    expect(inWords(id, { directorySync: { enabled: false, lastAt: null } })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
