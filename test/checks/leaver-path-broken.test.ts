import { describe, expect, it } from 'vitest';
import { checkOf, inWords } from '../support/facts.ts';

const id = 'leaver-path-broken';
const path = { app: { id: 'app2', name: 'Slack' }, works: true, because: 'deactivating is off' };

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails where leavers are not switched off', () => {
    expect(inWords(id, { leaverPaths: [{ ...path, works: false }] })).toBe('Slack high');
  });

  it('asks a person where no API tells', () => {
    expect(inWords(id, { leaverPaths: [{ ...path, works: null }] }, 'okta')).toBe('Slack low');
  });

  it('does not apply where nothing is provisioned', () => {
    expect(inWords(id, { leaverPaths: [] })).toBe('not_applicable');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
