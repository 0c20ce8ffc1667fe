import { describe, expect, it } from 'vitest';
import { checkOf, factors, inWords, key, totp } from '../support/facts.ts';

const id = 'mfa-admin-phishable';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        adminFactors: factors({ bg1: [key], bg2: [key], ann: [totp], ben: [totp], cat: [key], dan: [key] }),
      }),
    ).toBe('ann high, ben medium');
  });

  it('gives no verdict over unread administrators', () => {
    expect(inWords(id, { adminFactors: factors({ ann: [key] }) })).toBe('evidence_incomplete');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
