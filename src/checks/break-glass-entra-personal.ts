import { refused, valueOf } from '../domain/emergency.ts';
import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-personal',
  ref: 'BG-E-07',
  title: 'The emergency account hangs on one person',
  severity: 'medium',
  providers: ['entra'],
  needs: ['breakGlass'],
  why: 'The person may be on a plane, or gone.',
  fix: 'Name two custodians who still work here, and remove phone, private address and mailbox from the account.',
  permissions: { entra: ['User.Read.All', 'UserAuthenticationMethod.Read.All'] },
  thresholds: {
    'break_glass.custodians.min': {
      value: 2,
      unit: 'custodians',
      source: 'ours',
      why: 'one of them is always away',
    },
  },
  evaluate: ({ breakGlass }, { threshold }) => {
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    const unread = refused(present, 'inactiveCustodians');
    if (unread !== null) return unread;
    const least = threshold('break_glass.custodians.min');
    const findings = present.flatMap(({ entry, account }): Draft[] => {
      const subject = entry.login;
      const custodians = new Set(entry.custodians.map((login) => login.toLowerCase())).size;
      if (custodians < least)
        return [{ subject, message: `${custodians} custodians are named, ${least} are needed` }];
      const gone = valueOf(account.inactiveCustodians);
      if (gone.length > 0) return [{ subject, message: `custodians who are not active: ${gone.join(', ')}` }];
      const traces = [...new Set(account.personalTraces)];
      return traces.length === 0
        ? []
        : [{ subject, severity: 'low', message: `it carries ${traces.join(', ')}` }];
    });
    // What is known to be wrong is said; a phone or a mailbox that signs in stands among the methods only.
    const hidden = refused(present, 'factors');
    if (hidden !== null && findings.length === 0) return hidden;
    return { findings, population: `${present.length} registered accounts that exist` };
  },
});
