import { describe, expect, it } from 'vitest';
import { checkOf, inWords } from '../support/facts.ts';

const id = 'break-glass-entra-expiring';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, { lifecycleAutomations: [{ kind: 'workflow', name: 'Leavers', scope: ['sealed-group'] }] }),
    ).toBe('bg1 medium, bg2 medium');
  });

  it('asks a person about a scope it cannot judge', () => {
    expect(
      inWords(id, { lifecycleAutomations: [{ kind: 'access_review', name: 'Review', scope: 'unreadable' }] }),
    ).toBe('Review low');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
