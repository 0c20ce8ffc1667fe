import { describe, expect, it } from 'vitest';
import { checkOf, daysAgo, inWords, secret } from '../support/facts.ts';

const id = 'app-credential-untidy';

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('says in one line which applications keep ended ones', () => {
    expect(
      inWords(id, {
        appCredentials: ['CI', 'CD'].map((app) => ({ app, credentials: [secret(-5), secret(50)] })),
      }),
    ).toBe('ended credentials low');
  });

  it('says in one line which secrets live too long', () => {
    expect(
      inWords(id, { appCredentials: [{ app: 'CI', credentials: [secret(150, { since: daysAgo(100) })] }] }),
    ).toBe('long-lived secrets low');
  });

  it('lets certificates live longer', () => {
    expect(
      inWords(id, { appCredentials: [{ app: 'CI', credentials: [secret(300, { kind: 'certificate' })] }] }),
    ).toBe('pass');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
