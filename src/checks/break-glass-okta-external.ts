import { matchesLogin } from '../domain/okta-policy-walk.ts';
import { existing, unregistered } from '../domain/people.ts';
import { defineCheck } from './check.ts';

const external = ['ACTIVE_DIRECTORY', 'LDAP', 'FEDERATION', 'SOCIAL'];

export default defineCheck({
  id: 'break-glass-okta-external',
  ref: 'BG-O-02',
  title: 'The emergency account depends on AD, LDAP or an external identity provider',
  severity: 'high',
  providers: ['okta'],
  needs: ['breakGlass', 'oktaPolicies'],
  why: 'An account that signs in elsewhere is locked out together with that elsewhere, though Okta still shows it as active.',
  fix: 'Recreate it as an Okta-sourced account with a login domain of its own, and add a top-priority routing rule that sends it to Okta.',
  permissions: { okta: ['okta.users.read', 'okta.policies.read'] },
  thresholds: {},
  evaluate: ({ breakGlass, oktaPolicies }) => {
    if (existing(breakGlass).length === 0) return { findings: unregistered };
    const routes = oktaPolicies.idpDiscovery
      .filter(({ active }) => active)
      .flatMap(({ rules }) => rules.filter(({ active }) => active));
    const findings = existing(breakGlass).flatMap(({ entry, account }) => {
      const provider = account.credentialProvider;
      if (external.includes(provider))
        return [{ subject: entry.login, message: `its credentials come from ${provider}` }];
      if (provider === 'IMPORT')
        return [{ subject: entry.login, severity: 'medium' as const, message: 'its password was imported' }];
      const route = routes
        .toSorted((a, b) => a.priority - b.priority)
        .find(({ loginPatterns }) => matchesLogin(loginPatterns, entry.login) !== false);
      const away = route?.idps.filter((idp) => idp !== 'OKTA') ?? [];
      const may = route !== undefined && matchesLogin(route.loginPatterns, entry.login) === 'unclear';
      return away.length === 0
        ? []
        : [
            {
              subject: entry.login,
              severity: 'medium' as const,
              message: `the routing rule "${route?.name}" ${may ? 'may send' : 'sends'} it to ${away.join(', ')}`,
            },
          ];
    });
    return { findings };
  },
});
