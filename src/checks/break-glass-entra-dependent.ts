import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-dependent',
  ref: 'BG-E-03',
  title: 'The emergency account depends on another directory or a federated domain',
  severity: 'medium',
  providers: ['entra'],
  needs: ['breakGlass', 'domains'],
  why: 'An account that is synchronised or federated is locked out together with what it depends on.',
  fix: 'Recreate the account natively in Entra with the onmicrosoft.com suffix; do not convert a synchronised one.',
  permissions: { entra: ['User.Read.All', 'Domain.Read.All'] },
  thresholds: {},
  evaluate: ({ breakGlass, domains }) => {
    const byName = new Map(domains.map((domain) => [domain.name.toLowerCase(), domain]));
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    const findings = present.flatMap(({ entry, account }): Draft[] => {
      const subject = entry.login;
      // What was synchronised once and is not any more (a left-over immutable id) is no dependency.
      if (account.synced) return [{ subject, message: 'it is synchronised from another directory' }];
      const name = account.login.split('@').at(-1)?.toLowerCase() ?? '';
      const domain = byName.get(name);
      if (domain === undefined) return [{ subject, message: `the tenant does not list its domain ${name}` }];
      if (domain.authentication === 'Federated')
        return [{ subject, message: `its domain ${name} is federated` }];
      return domain.initial
        ? []
        : [
            {
              subject,
              severity: 'low',
              message: `its domain ${name} is not the initial onmicrosoft.com one`,
            },
          ];
    });
    return { findings, population: `${present.length} registered accounts that exist` };
  },
});
