import type { BreakGlassState } from '../domain/break-glass.ts';
import { hitBy, type Subject } from '../domain/conditional-access.ts';
import { refused, valueOf } from '../domain/emergency.ts';
import type { ConditionalAccessPolicy } from '../domain/entra-policy.ts';
import { existing } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-locked-out',
  ref: 'BG-E-04',
  title: 'Conditional Access can lock out every emergency account',
  severity: 'critical',
  providers: ['entra'],
  needs: ['breakGlass', 'conditionalAccess', 'roleHolders'],
  why: 'A policy that hits everybody also hits the account that should repair it.',
  fix: 'Exclude one emergency account, or its protected group, from the policies that are named.',
  permissions: {
    entra: ['Policy.Read.All', 'User.Read.All', 'GroupMember.Read.All', 'RoleManagement.Read.Directory'],
  },
  thresholds: {},
  evaluate: ({ breakGlass, conditionalAccess, roleHolders }, { breakGlass: registry, now }) => {
    if (registry.length === 0)
      return {
        findings: [{ subject: 'registry', message: 'no emergency account is registered under break_glass' }],
      };
    const present = existing(breakGlass).filter(({ account }) => account.status === 'active');
    if (present.length === 0)
      return { findings: [{ subject: 'directory', message: 'no registered emergency account can sign in' }] };
    const unread = refused(present, 'groupIds') ?? refused(present, 'factors');
    if (unread !== null) return unread;
    const people = present.map(({ entry, account }) => {
      const roleIds = roleHolders
        .filter(({ accountId, state }) => accountId === account.id && state !== 'eligible')
        .map(({ roleId }) => roleId);
      const subject = { id: account.id, type: account.type, groupIds: valueOf(account.groupIds), roleIds };
      const keys = { account, attested: (entry.certificateAttestedUntil?.getTime() ?? 0) >= now.getTime() };
      return {
        login: entry.login,
        caught: caughtBy(conditionalAccess.policies, subject, keys),
        waiting: conditionalAccess.policies.filter(
          (policy) => policy.state === 'enabledForReportingButNotEnforced' && hitBy(policy, subject) !== null,
        ),
      };
    });
    const waiting = new Set(people.flatMap((person) => person.waiting.map(({ name }) => `"${name}"`)));
    const hit = people.filter(({ caught }) => caught.length > 0);
    const severity = hit.length === people.length ? 'critical' : 'medium';
    return {
      findings: hit.map(
        ({ login, caught }): Draft => ({ subject: login, severity, message: caught.join('; ') }),
      ),
      population: `${people.length} emergency accounts against ${conditionalAccess.policies.length} policies${
        waiting.size === 0 ? '' : `; would hit one once enabled: ${[...waiting].join(', ')}`
      }`,
    };
  },
});

/** A policy in report-only mode hits nobody yet. A key that the account has answers a policy that asks for nothing else. */
function caughtBy(policies: readonly ConditionalAccessPolicy[], subject: Subject, keys: Keys): string[] {
  return policies
    .filter(({ state }) => state === 'enabled')
    .flatMap((policy) => {
      const clause = hitBy(policy, subject);
      if (clause === null) return [];
      const onlyAKey = policy.grantControls.length === 0 && policy.strength?.resistant === true;
      const nothing = policy.grantControls.length === 0 && policy.strength === null;
      return nothing || (onlyAKey && answers(policy.strength, keys))
        ? []
        : [`policy "${policy.name}" hits it (${clause})`];
    });
}

interface Keys {
  readonly account: BreakGlassState;
  /** The operator vouches for a certificate, which the directory does not list. */
  readonly attested: boolean;
}

/** True when the account has one of the methods that the strength allows: a passkey is no answer to "certificate only". */
function answers(strength: ConditionalAccessPolicy['strength'], { account, attested }: Keys): boolean {
  const allows = strength?.allows ?? [];
  const kinds = valueOf(account.factors).map(({ kind }) => kind);
  return (
    (allows.includes('fido2') && kinds.some((kind) => kind === 'fido2' || kind === 'webauthn')) ||
    (allows.includes('windowsHelloForBusiness') && kinds.includes('windowshelloforbusiness')) ||
    (allows.some((kind) => kind.startsWith('x509')) && (attested || kinds.includes('x509certificate')))
  );
}
