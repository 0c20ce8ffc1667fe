import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords } from '../support/facts.ts';

const id = 'leaver-still-active';
const of = (since: Date | null) => ({
  apps: 1,
  accounts: 9,
  found: [{ app: { id: 'app1', name: 'Slack' }, login: 'eve@acme.example', status: 'suspended', since }],
});

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails for somebody who left a day ago', () => {
    expect(inWords(id, { leftovers: of(daysAgo(1)) })).toBe('eve critical');
  });

  it('gives the queue four hours', () => {
    expect(inWords(id, { leftovers: of(daysAgo(0.1)) })).toBe('pass');
  });

  it('does not take a missing date for an excuse', () => {
    expect(inWords(id, { leftovers: of(null) })).toBe('eve critical');
  });

  it('does not apply where nothing is provisioned', () => {
    expect(inWords(id, { leftovers: { apps: 0, accounts: 0, found: [] } })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
