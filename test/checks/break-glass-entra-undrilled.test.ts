import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords, sealed } from '../support/facts.ts';

const id = 'break-glass-entra-undrilled';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(inWords(id, { drills: [] })).toBe('bg1 high, bg2 high');
  });

  it('asks for a drill before it is late', () => {
    expect(
      inWords(id, {
        breakGlass: [sealed('bg1')],
        drills: [{ connection: 'any', login: 'BG1@acme.onmicrosoft.com', closedAt: daysAgo(80) }],
      }),
    ).toBe('bg1 low');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
