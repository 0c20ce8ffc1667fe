import { describe, expect, it } from 'vitest';
import type { StuckAccount } from '../../src/domain/provisioning.ts';
import { checkOf, daysAgo, inWords, stuck } from '../support/facts.ts';

const id = 'provisioning-account-stuck';
const of = (...found: StuckAccount[]) => ({ found, population: 'some' });

describe(id, () => {
  it('passes over a healthy directory', () => {
    expect(inWords(id)).toBe('pass');
  });

  it('fails for one that failed again and again for a day', () => {
    expect(inWords(id, { stuckAccounts: of(stuck()) })).toBe('ann medium');
  });

  it('is graver where switching off is what fails', () => {
    expect(inWords(id, { stuckAccounts: of(stuck({ leaver: true })) })).toBe('ann high');
  });

  it('waits until a day has passed between the first failure and the last', () => {
    expect(inWords(id, { stuckAccounts: of(stuck({ since: daysAgo(0.5) })) })).toBe('pass');
  });

  it('waits for the third failure', () => {
    expect(inWords(id, { stuckAccounts: of(stuck({ attempts: 2 })) })).toBe('pass');
  });

  it('fails for states that Okta itself calls ill', () => {
    for (const state of ['error', 'out_of_sync'] as const)
      expect(inWords(id, { stuckAccounts: of(stuck({ state, since: daysAgo(0) })) }, 'okta')).toBe(
        'ann medium',
      );
  });

  it('lets a creation be queued for two hours', () => {
    expect(inWords(id, { stuckAccounts: of(stuck({ state: 'staged', since: daysAgo(0.05) })) }, 'okta')).toBe(
      'pass',
    );
  });

  it('fails for one that is queued longer, or was assigned before provisioning was on', () => {
    for (const state of ['staged', 'unlinked'] as const)
      expect(inWords(id, { stuckAccounts: of(stuck({ state, since: daysAgo(0.2) })) }, 'okta')).toBe(
        'ann medium',
      );
  });

  it('lets a removal take a day', () => {
    expect(
      inWords(
        id,
        {
          stuckAccounts: of(
            stuck({ state: 'revoked', since: daysAgo(0.9) }),
            stuck({ state: 'revoked', who: 'ben', leaver: true }),
          ),
        },
        'okta',
      ),
    ).toBe('ben in Atlassian Cloud high');
  });

  it.each(checkOf(id).needs)('gives no verdict without %s', (need) => {
    expect(inWords(id, { [need]: new Error('could not look') })).toBe('evidence_incomplete');
  });
});
