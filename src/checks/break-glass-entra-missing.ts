import { existing } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-missing',
  ref: 'BG-E-01',
  title: 'Fewer than two working emergency accounts are registered',
  severity: 'critical',
  providers: ['entra'],
  needs: ['breakGlass'],
  why: 'When Conditional Access, the phone network or an identity provider fails, only such an account still opens the tenant.',
  fix: 'Create a cloud-only account, make it Global Administrator for good, seal its key in two places, and list it under break_glass.',
  permissions: { entra: ['User.Read.All'] },
  thresholds: {
    'break_glass.accounts.min': {
      value: 2,
      unit: 'working accounts',
      source: 'microsoft',
      why: 'manage emergency access accounts: two or more',
    },
    'break_glass.accounts.max': {
      value: 4,
      unit: 'working accounts',
      source: 'ours',
      why: 'each one is a key to everything',
    },
  },
  evaluate: ({ breakGlass }, { breakGlass: registry, threshold }) => {
    if (registry.length === 0) {
      const message = 'no emergency account of this tenant is registered under break_glass';
      return { findings: [{ subject: 'registry', severity: 'high', message }] };
    }
    const findings: Draft[] = breakGlass.flatMap(({ entry, account }) => {
      if (account === null) return [{ subject: entry.login, severity: 'high', message: 'it does not exist' }];
      const fault = faultOf(account);
      return fault === null ? [] : [{ subject: entry.login, severity: 'high', message: fault }];
    });
    // Two entries may name one account: count by id.
    const working = new Set(
      existing(breakGlass).flatMap(({ account }) => (faultOf(account) === null ? [account.id] : [])),
    ).size;
    if (working < threshold('break_glass.accounts.min')) {
      findings.push({
        subject: 'directory',
        severity: working === 0 ? 'critical' : 'high',
        message: `${working} emergency accounts work, ${threshold('break_glass.accounts.min')} are needed`,
      });
    } else if (working > threshold('break_glass.accounts.max')) {
      findings.push({
        subject: 'directory',
        severity: 'low',
        message: `${working} emergency accounts: a person must say whether all are needed`,
      });
    }
    return { findings, population: `${registry.length} registered accounts, ${working} working` };
  },
});

function faultOf(account: { softDeleted: boolean; status: string; type: string }): string | null {
  if (account.softDeleted) return 'it is in the recycle bin';
  if (account.status !== 'active') return `it is ${account.status}`;
  return account.type === 'guest' ? 'it is a guest' : null;
}
