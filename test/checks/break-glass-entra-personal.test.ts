import { describe, expect, it } from 'vitest';
import { checkOf, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-entra-personal';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { inactiveCustodians: ['ann'] })] })).toBe('bg1 medium');
  });

  it('gives no verdict when custodians could not be read', () => {
    expect(inWords(id, { breakGlass: [sealed('bg1', { inactiveCustodians: new Error('403') })] })).toBe(
      'evidence_incomplete',
    );
  });

  it('calls no account free of phones whose methods could not be read', () => {
    const factors = new Error('403');

    expect(inWords(id, { breakGlass: [sealed('bg1', { factors })] })).toBe('evidence_incomplete');
    expect(inWords(id, { breakGlass: [sealed('bg1', { factors, personalTraces: ['mobilePhone'] })] })).toBe(
      'bg1 low',
    );
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
