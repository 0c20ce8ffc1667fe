import { describe, expect, it } from 'vitest';
import { checkOf, inWords, trouble } from '../support/facts.ts';

const id = 'import-failing';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails where no import went well since', () => {
    expect(inWords(id, { troubles: [trouble({ kind: 'import' })] })).toBe('Atlassian Cloud medium');
  });

  it('is graver where profiles come from it', () => {
    expect(inWords(id, { troubles: [trouble({ kind: 'import', source: true })] })).toBe(
      'Atlassian Cloud high',
    );
  });

  it('passes after a later success', () => {
    expect(inWords(id, { troubles: [trouble({ kind: 'import', healed: true })] })).toBe('pass');
  });

  it('leaves what follows from a roadblock to the guard against mass deletion', () => {
    expect(inWords(id, { troubles: [trouble({ kind: 'import' }), trouble({ kind: 'roadblock' })] })).toBe(
      'pass',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
