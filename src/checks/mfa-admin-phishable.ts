import { administrators, holders, isTop, strongest } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'mfa-admin-phishable',
  ref: 'MFA-02',
  title: 'An administrator without a phishing-resistant factor',
  severity: 'high',
  providers: ['okta', 'entra'],
  needs: ['roles', 'adminFactors', 'accounts'],
  why: 'Codes and push prompts can be talked out of people; a key bound to the address cannot.',
  fix: 'Issue security keys, then require phishing-resistant strength for admin roles and the admin console.',
  permissions: {
    okta: [...seesRoles.okta, 'okta.users.read'],
    entra: [...seesRoles.entra, 'UserAuthenticationMethod.Read.All'],
  },
  thresholds: {},
  evaluate: ({ roles, adminFactors, accounts }) => {
    const top = holders(roles, isTop);
    const admins = administrators(roles, accounts);
    const unknown = admins.filter(({ id }) => !adminFactors.byAccount.has(id));
    if (unknown.length > 0)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `the factors of ${unknown.length} of ${admins.length} administrators are unknown`,
      };
    const findings = admins.flatMap(({ id, login }): Draft[] => {
      const factors = adminFactors.byAccount.get(id);
      if (factors === undefined || strongest(factors) === 'resistant') return [];
      const odd = factors.factors
        .filter(({ strength }) => strength === 'unrecognised')
        .map(({ kind }) => kind);
      const hint = odd.length === 0 ? '' : `; unrecognised: ${odd.join(', ')}`;
      return [
        {
          subject: login,
          severity: top.has(id) ? 'high' : 'medium',
          message: `the best factor is ${strongest(factors)}${hint}`,
        },
      ];
    });
    return { findings, population: `${admins.length} active administrators` };
  },
});
