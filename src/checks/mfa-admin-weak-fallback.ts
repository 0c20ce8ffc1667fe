import { byId, holders } from '../domain/people.ts';
import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'mfa-admin-weak-fallback',
  ref: 'MFA-03',
  title: 'An administrator keeps a weak factor to fall back on',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['roles', 'adminFactors', 'accounts'],
  why: 'The weakest factor an account accepts is how strong the account is.',
  fix: 'Delete the phone factor of the account, then switch the method off for the admin group.',
  permissions: {
    okta: ['okta.users.read', 'okta.roles.read'],
    entra: ['RoleManagement.Read.Directory', 'UserAuthenticationMethod.Read.All', 'User.Read.All'],
  },
  thresholds: {},
  evaluate: ({ roles, adminFactors, accounts }) => {
    const known = byId(accounts);
    const admins = [...holders(roles)]
      .flatMap((id) => known.get(id) ?? [])
      .filter(({ status }) => status === 'active');
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
      return weak.length === 0
        ? []
        : [
            {
              subject: login,
              message: `it can fall back on ${[...new Set(weak.map(({ kind }) => kind))].join(', ')}`,
            },
          ];
    });
    return { findings, population: `${admins.length} active administrators` };
  },
});
