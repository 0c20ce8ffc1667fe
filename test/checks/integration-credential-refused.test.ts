import { describe, expect, it } from 'vitest';
import { checkOf, inWords, trouble } from '../support/facts.ts';

const id = 'integration-credential-refused';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails where nothing went well since', () => {
    expect(inWords(id, { troubles: [trouble()] })).toBe('Atlassian Cloud high');
  });

  it('passes after a later success', () => {
    expect(inWords(id, { troubles: [trouble({ healed: true })] })).toBe('pass');
  });

  it('leaves failed imports to their own check', () => {
    expect(inWords(id, { troubles: [trouble({ kind: 'import' })] })).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
