import { refused, valueOf } from '../domain/emergency.ts';
import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-weak-factors',
  ref: 'BG-E-05',
  title: 'An emergency account without a phishing-resistant method, or all on one key',
  severity: 'high',
  providers: ['entra'],
  needs: ['breakGlass'],
  why: 'Entra asks emergency accounts for a second factor too. One key for all of them is one thing to lose.',
  fix: 'Enrol two hardware keys for each account, keep them apart, and remove phone and e-mail.',
  permissions: { entra: ['User.Read.All', 'UserAuthenticationMethod.Read.All'] },
  thresholds: {
    'break_glass.keys.min': {
      value: 2,
      unit: 'different keys over all accounts',
      source: 'ours',
      why: 'one lost key must not be the last',
    },
  },
  evaluate: ({ breakGlass }, { now, threshold }) => {
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    const unread = refused(present, 'factors');
    if (unread !== null) return unread;
    const keys = new Set<string>();
    const findings: Draft[] = [];
    for (const { entry, account } of present) {
      const factors = valueOf(account.factors);
      const resistant = factors.filter(({ strength }) => strength === 'resistant');
      for (const { device, kind } of resistant) keys.add(device ?? `${account.id}:${kind}`);
      // Graph does not list certificates as a method: the operator attests one, for a while.
      const until = entry.certificateAttestedUntil;
      const attested = until !== null && until >= now;
      if (attested) keys.add(`${account.id}:certificate`);
      if (resistant.length > 0 || attested) continue;
      const names = factors.filter(({ strength }) => strength !== 'none').map(({ kind }) => kind);
      const message =
        names.length === 0
          ? 'it has only a password'
          : `it has no phishing-resistant method, only ${names.join(', ')}`;
      findings.push({ subject: entry.login, message });
    }
    if (present.length > 1 && findings.length === 0 && keys.size < threshold('break_glass.keys.min')) {
      findings.push({
        subject: 'directory',
        severity: 'medium',
        message: 'one key opens every emergency account',
      });
    }
    return { findings, population: `${present.length} registered accounts, ${keys.size} different keys` };
  },
});
