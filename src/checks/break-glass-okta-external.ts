import type { OktaRule } from '../domain/okta-policy.ts';
import { matchesLogin, takesEverywhere } from '../domain/okta-policy-walk.ts';
import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

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
  permissions: { okta: ['okta.users.read', 'okta.policies.read', 'okta.apps.read'] },
  thresholds: {},
  evaluate: ({ breakGlass, oktaPolicies }) => {
    if (existing(breakGlass).length === 0) return { findings: unregistered };
    const routes = oktaPolicies.idpDiscovery
      .filter(({ active }) => active)
      .flatMap(({ rules }) => rules.filter(({ active }) => active))
      .toSorted((a, b) => a.priority - b.priority);
    const findings = existing(breakGlass).flatMap(({ entry, account }): Draft[] => {
      const subject = entry.login;
      const provider = account.credentialProvider;
      if (external.includes(provider)) return [{ subject, message: `its credentials come from ${provider}` }];
      if (provider === 'IMPORT')
        return [{ subject, severity: 'medium', message: 'its password was imported' }];
      const message = sentAway(account.login, routes);
      return message === null ? [] : [{ subject, severity: 'medium', message }];
    });
    return { findings };
  },
});

/**
 * Okta takes the first rule that matches. One that does so only in some networks, on some devices, for some applications,
 * or by a pattern that nobody but Okta can evaluate leaves the others to the next.
 */
function sentAway(login: string, routes: readonly OktaRule[]): string | null {
  for (const route of routes) {
    const match = matchesLogin(route.loginPatterns, login);
    if (match === false) continue;
    const sure = match === true && takesEverywhere(route);
    const away = route.idps.filter((idp) => idp !== 'OKTA');
    if (away.length > 0)
      return `the routing rule "${route.name}" ${sure ? 'sends' : 'may send'} it to ${away.join(', ')}`;
    if (sure) return null;
  }
  return null;
}
