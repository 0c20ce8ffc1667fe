import { describe, expect, it } from 'vitest';
import type { AppCredential } from '../../src/domain/credential.ts';
import { checkOf, inWords, secret } from '../support/facts.ts';

const id = 'app-credential-ending';
const of = (...credentials: AppCredential[]) => ({ appCredentials: [{ app: 'CI', credentials }] });

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('warns at 30 days and fails at 7', () => {
    const said = [31, 30, 6, -2].map((days) => inWords(id, of(secret(days))));

    expect(said).toEqual(['pass', 'CI medium', 'CI high', 'CI high']);
  });

  it('does not mind leftovers while a newer one is in place', () => {
    expect(inWords(id, of(secret(-400), secret(3), secret(90)))).toBe('pass');
  });

  it('makes little of one that ended long ago', () => {
    expect(inWords(id, of(secret(-90)))).toBe('CI low');
  });

  it('mentions one without an end', () => {
    expect(inWords(id, of(secret(null), secret(3)))).toBe('CI low');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
