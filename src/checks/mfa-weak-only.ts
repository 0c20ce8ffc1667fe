import { coverageOf, holders, registeredLogins, strongest } from '../domain/people.ts';
import { defineCheck, seesRoles } from './check.ts';

export default defineCheck({
  id: 'mfa-weak-only',
  ref: 'MFA-05',
  title: 'Members whose only second factor is weak',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['accounts', 'factors', 'roles'],
  why: 'SMS and voice can be diverted; who has nothing else is protected in name only.',
  fix: 'Move these people to an app or a passkey, and set a date for switching SMS off.',
  permissions: {
    okta: [...seesRoles.okta, 'okta.users.read'],
    entra: [...seesRoles.entra, 'AuditLog.Read.All'],
  },
  thresholds: {
    'mfa.weak_only.max_percent': {
      value: 10,
      unit: '% of members',
      source: 'ours',
      why: 'above it the severity is full',
    },
    'mfa.coverage.min_percent': {
      value: 98,
      unit: '% of members with known factors',
      source: 'ours',
      why: 'a verdict over less is a guess',
    },
  },
  evaluate: ({ accounts, factors, roles }, { now, threshold, breakGlass }) => {
    const registry = registeredLogins(breakGlass);
    const admins = holders(roles, ({ tier }) => tier !== 'ordinary');
    const members = accounts.filter(
      ({ status, type, login }) =>
        status === 'active' && type === 'member' && !registry.has(login.toLowerCase()),
    );
    const known = members.filter(({ id }) => factors.byAccount.has(id));
    const coverage = coverageOf(factors, now);
    if (known.length < (members.length * threshold('mfa.coverage.min_percent')) / 100) {
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `${coverage}; the rest is read in the background`,
      };
    }
    const weak = known.filter(({ id }) => strongest(factors.byAccount.get(id) ?? { factors: [] }) === 'weak');
    const severity =
      (100 * weak.length) / Math.max(1, known.length) > threshold('mfa.weak_only.max_percent')
        ? ('medium' as const)
        : ('low' as const);
    return {
      findings: weak.map(({ id, login }) => ({
        subject: login,
        severity: admins.has(id) ? ('medium' as const) : severity,
        message: `${admins.has(id) ? 'an administrator with ' : ''}only ${[...new Set(factors.byAccount.get(id)?.factors.map(({ kind }) => kind))].join(', ')}`,
      })),
      population: `${members.length} active members; guests, disabled and break-glass accounts left out`,
      coverage,
    };
  },
});
