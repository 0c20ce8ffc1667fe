import { administrators } from '../domain/people.ts';
import { defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'mfa-admin-weak-fallback',
  ref: 'MFA-03',
  title: 'An administrator keeps a weak factor to fall back on',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['roles', 'adminFactors', 'accounts', 'methodsPolicy'],
  why: 'The weakest factor an account accepts is how strong the account is.',
  fix: 'Delete the phone factor of the account, then switch the method off for the admin group.',
  permissions: {
    okta: [...seesRoles.okta, 'okta.users.read', 'okta.policies.read', 'okta.apps.read'],
    entra: [...seesRoles.entra, 'UserAuthenticationMethod.Read.All', 'Policy.Read.All'],
  },
  thresholds: {},
  evaluate: ({ roles, adminFactors, accounts, methodsPolicy }) => {
    const admins = administrators(roles, accounts);
    const unknown = admins.filter(({ id }) => !adminFactors.byAccount.has(id));
    if (unknown.length > 0)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `the factors of ${unknown.length} of ${admins.length} administrators are unknown`,
      };
    const findings = admins.flatMap(({ id, login }) => {
      const weak = (adminFactors.byAccount.get(id)?.factors ?? []).filter(
        ({ strength }) => strength === 'weak',
      );
      if (weak.length === 0) return [];
      const kinds = [...new Set(weak.map(({ kind }) => kind))].join(', ');
      // Registered, yet no policy accepts it: tidy, not dangerous.
      const off = !methodsPolicy.weakEnabled.some((kind) => kind === 'sms' || kind === 'voice');
      return [
        off
          ? {
              subject: login,
              severity: 'low' as const,
              message: `${kinds} is registered, though policy refuses it`,
            }
          : { subject: login, message: `it can fall back on ${kinds}` },
      ];
    });
    return { findings, population: `${admins.length} active administrators` };
  },
});
