import { describe, expect, it } from 'vitest';
import { checkOf, factors, inWords, key, sms, totp } from '../support/facts.ts';

const id = 'mfa-weak-only';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails and names the subject', () => {
    expect(
      inWords(id, {
        factors: factors({ bg1: [key], bg2: [key], ann: [sms], ben: [key], cat: [key], dan: [key] }),
      }),
    ).toBe('ann medium');
  });

  it('does not count people who also have an app', () => {
    expect(
      inWords(id, {
        factors: factors({ bg1: [key], bg2: [key], ann: [sms, totp], ben: [key], cat: [key], dan: [key] }),
      }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
