import { refused, valueOf } from '../domain/emergency.ts';
import type { Factor } from '../domain/factor.ts';
import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-okta-weak-factors',
  ref: 'BG-O-04',
  title: 'The emergency account lacks two independent factors, one of them phishing-resistant',
  severity: 'high',
  providers: ['okta'],
  needs: ['breakGlass'],
  why: 'One key can be lost, and a phone number can be taken over.',
  fix: 'Enrol two security keys, keep them apart, and remove SMS, voice and e-mail.',
  permissions: { okta: ['okta.users.read'] },
  thresholds: {
    'break_glass.factors.min': {
      value: 2,
      unit: 'factors',
      source: 'okta',
      why: 'Okta support: several authenticators for each administrator',
    },
  },
  evaluate: ({ breakGlass }, { threshold }) => {
    if (existing(breakGlass).length === 0) return { findings: unregistered };
    const present = existing(breakGlass);
    const unread = refused(present, 'factors');
    if (unread !== null) return unread;
    const judge = ({ entry, account }: (typeof present)[number]): Draft[] =>
      faults(entry.login, valueOf(account.factors), threshold('break_glass.factors.min'));
    return { findings: present.flatMap(judge), population: `${present.length} registered accounts` };
  },
});

function faults(subject: string, factors: readonly Factor[], least: number): Draft[] {
  const resistant = factors.filter(({ strength }) => strength === 'resistant');
  if (factors.length === 0) return [{ subject, severity: 'critical', message: 'it has no second factor' }];
  if (resistant.length === 0)
    return [
      {
        subject,
        message: `it has no phishing-resistant factor, only ${factors.map(({ kind }) => kind).join(', ')}`,
      },
    ];
  const devices = new Set(factors.map(({ device, kind }) => device ?? kind));
  if (devices.size < least)
    return [{ subject, message: `it has ${devices.size} factor, ${least} are needed` }];
  // FastPass lives on one laptop (Okta, FastPass): a lost laptop is a lost emergency account.
  if (resistant.every(({ kind }) => kind === 'signed_nonce')) {
    return [
      {
        subject,
        severity: 'medium',
        message: 'its only phishing-resistant factor is FastPass on one device',
      },
    ];
  }
  return [];
}
