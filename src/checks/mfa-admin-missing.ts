import { administrators, holders, isTop, registeredLogins } from '../domain/people.ts';
import { type Draft, defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'mfa-admin-missing',
  ref: 'MFA-01',
  title: 'An administrator without a usable second factor',
  severity: 'critical',
  providers: ['okta', 'entra'],
  needs: ['roles', 'adminFactors', 'accounts'],
  why: 'One stolen password of such an account is a stolen directory.',
  fix: 'Enrol the person with a security key or passkey before the role is restored.',
  permissions: {
    okta: [...seesRoles.okta, 'okta.users.read'],
    entra: [...seesRoles.entra, 'UserAuthenticationMethod.Read.All'],
  },
  thresholds: {
    'mfa.grace_days.max': {
      value: 7,
      unit: 'days after creation',
      source: 'ours',
      why: 'time to enrol a new account',
    },
  },
  evaluate: ({ roles, adminFactors, accounts }, { now, threshold, breakGlass }) => {
    const registry = registeredLogins(breakGlass);
    const top = holders(roles, isTop);
    const admins = administrators(roles, accounts);
    const judged = admins.filter(({ login }) => !registry.has(login.toLowerCase()));
    const unknown = judged.filter(({ id }) => !adminFactors.byAccount.has(id));
    if (unknown.length > 0)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `the factors of ${unknown.length} of ${judged.length} administrators are unknown`,
      };
    const findings = judged.flatMap(({ id, login, createdAt }): Draft[] => {
      if (adminFactors.byAccount.get(id)?.capable === true) return [];
      const young =
        createdAt !== null &&
        now.getTime() - createdAt.getTime() < threshold('mfa.grace_days.max') * 86_400_000;
      if (young)
        return [
          {
            subject: login,
            severity: 'medium',
            message: 'a new administrator who has not enrolled a second factor yet',
          },
        ];
      return [
        {
          subject: login,
          severity: top.has(id) ? 'critical' : 'high',
          message: 'an administrator without a second factor',
        },
      ];
    });
    return {
      findings,
      population: `${judged.length} active administrators; left out: ${admins.length - judged.length} break-glass`,
    };
  },
});
