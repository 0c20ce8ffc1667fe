import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords } from '../support/facts.ts';

const id = 'directory-sync-errors';
const conflict = (over = {}) => ({
  accountId: 'zoe',
  name: 'zoe@acme.example',
  property: 'ProxyAddress',
  since: daysAgo(3),
  ...over,
});

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('mentions one that is older than a day', () => {
    expect(inWords(id, { syncErrors: { synced: 200, objects: [conflict()] } })).toBe('zoe low');
  });

  it('gives it a day to heal', () => {
    expect(inWords(id, { syncErrors: { synced: 200, objects: [conflict({ since: daysAgo(0.5) })] } })).toBe(
      'pass',
    );
  });

  it('fails for an administrator at once', () => {
    expect(
      inWords(id, {
        syncErrors: { synced: 200, objects: [conflict({ accountId: 'ann', since: daysAgo(0) })] },
      }),
    ).toBe('zoe medium');
  });

  it('fails when more than one in a hundred has one', () => {
    expect(inWords(id, { syncErrors: { synced: 50, objects: [conflict()] } })).toBe('zoe medium');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
