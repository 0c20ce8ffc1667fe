import type { BreakGlassState } from '../domain/break-glass.ts';
import { refused, valueOf } from '../domain/emergency.ts';
import type { OktaPolicies, OktaPolicy } from '../domain/okta-policy.ts';
import {
  applicablePolicy,
  decidingPolicy,
  matchingRule,
  rulesElsewhere,
  type Walker,
} from '../domain/okta-policy-walk.ts';
import { daysSince, existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-okta-blocked',
  ref: 'BG-O-03',
  title: 'No policy path to the Admin Console for the emergency account',
  severity: 'high',
  providers: ['okta'],
  needs: ['breakGlass', 'oktaPolicies'],
  why: 'A sign-in rule that asks for a managed device or the office network keeps the emergency account out exactly when it is needed.',
  fix: 'Add a first-priority rule limited to the break-glass group: phishing-resistant factor, any network, no device condition. Alert on every use.',
  permissions: { okta: ['okta.users.read', 'okta.policies.read', 'okta.apps.read'] },
  thresholds: {},
  evaluate: ({ breakGlass, oktaPolicies }, { now }) => {
    if (existing(breakGlass).length === 0) return { findings: unregistered };
    const present = existing(breakGlass);
    const unread = refused(present, 'groupIds') ?? refused(present, 'factors');
    if (unread !== null) return unread;
    return {
      findings: present.flatMap(({ entry, account }) => [
        ...walk(entry.login, account, oktaPolicies),
        ...expiredPassword(entry.login, account, { policies: oktaPolicies, now }),
      ]),
    };
  },
});

function walk(subject: string, account: BreakGlassState, policies: OktaPolicies): Draft[] {
  const walker: Walker = { id: account.id, login: account.login, groupIds: valueOf(account.groupIds) };
  const signOn = decidingPolicy(policies.signOn, walker);
  const session =
    signOn === undefined
      ? [{ subject, message: 'no global session policy applies to it' }]
      : judge(subject, account, { policy: signOn, walker });
  const console =
    policies.adminConsole === null ? [] : judge(subject, account, { policy: policies.adminConsole, walker });
  const enroll = applicablePolicy(policies.mfaEnroll, walker);
  const shut = enroll?.disabledAuthenticators.includes('webauthn') === true;
  return [
    ...session,
    ...console,
    ...(shut
      ? [{ subject, message: `the enrolment policy "${enroll?.name}" switches security keys off for it` }]
      : []),
  ];
}

function judge(
  subject: string,
  account: BreakGlassState,
  { policy, walker }: { policy: OktaPolicy; walker: Walker },
): Draft[] {
  const rule = matchingRule(policy, walker);
  const where = `policy "${policy.name}"`;
  if (rule === undefined) {
    const elsewhere = rulesElsewhere(policy, walker);
    const but =
      elsewhere.length === 0
        ? ''
        : `; "${elsewhere.join('", "')}" asks for a managed device or a certain network`;
    return [{ subject, message: `no rule of ${where} lets it in from an unknown device and network${but}` }];
  }
  const clause = `rule "${rule.name}" of ${where}`;
  if (rule.undecidable)
    return [{ subject, severity: 'medium', message: `${clause} has a condition that a person must judge` }];
  if (rule.access === 'DENY') return [{ subject, message: `${clause} denies it` }];
  if (rule.factorMode === '2FA' && valueOf(account.factors).length === 0)
    return [{ subject, message: `${clause} asks for a second factor, which it does not have` }];
  const resistant = valueOf(account.factors).some(({ strength }) => strength === 'resistant');
  if (rule.phishingResistant && !resistant) {
    return [{ subject, message: `${clause} asks for a phishing-resistant factor, which it does not have` }];
  }
  return [];
}

/** The status PASSWORD_EXPIRED is written at the next sign-in only, so that its absence proves nothing (Okta, user status). */
function expiredPassword(
  subject: string,
  account: BreakGlassState,
  { policies, now }: { readonly policies: OktaPolicies; readonly now: Date },
): Draft[] {
  const walker: Walker = { id: account.id, login: account.login, groupIds: valueOf(account.groupIds) };
  // Okta keeps the rules for passwords of AD and LDAP in the same list.
  const about = ['ACTIVE_DIRECTORY', 'LDAP'].find((kind) => kind === account.credentialProvider) ?? 'OKTA';
  const passwords = policies.password.filter(({ authProvider }) =>
    [null, 'ANY', about].includes(authProvider),
  );
  const policy = applicablePolicy(passwords, walker);
  const days = policy?.maxAgeDays ?? 0;
  if (days === 0 || account.passwordChangedAt === null) return [];
  const age = daysSince(account.passwordChangedAt, now);
  if (age <= days) return [];
  const message = `its password is ${age} days old, and policy "${policy?.name}" lets it live for ${days}`;
  return [{ subject, severity: 'medium', message }];
}
