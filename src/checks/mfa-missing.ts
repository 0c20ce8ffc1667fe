import { coverageOf, daysSince, registeredLogins } from '../domain/people.ts';
import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'mfa-missing',
  ref: 'MFA-04',
  title: 'Members without a usable second factor',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['accounts', 'factors'],
  why: 'Every account without a second factor is one leaked password away from a stranger.',
  fix: 'Ask the people on the list to enrol, and their managers after a week.',
  permissions: { okta: ['okta.users.read'], entra: ['User.Read.All', 'AuditLog.Read.All'] },
  thresholds: {
    'mfa.members.min_percent': {
      value: 99,
      unit: '% of members',
      source: 'ours',
      why: 'no public suite names a number',
    },
    'mfa.members.warn_percent': {
      value: 95,
      unit: '% of members',
      source: 'ours',
      why: 'below it the severity is full',
    },
    'mfa.grace_days.max': {
      value: 7,
      unit: 'days after creation',
      source: 'ours',
      why: 'time to enrol a new account',
    },
    'mfa.uncovered_days.max': {
      value: 14,
      unit: 'days after creation',
      source: 'ours',
      why: 'whoever is older and has none is named, however few they are',
    },
    'mfa.coverage.min_percent': {
      value: 98,
      unit: '% of members with known factors',
      source: 'ours',
      why: 'a verdict over less is a guess',
    },
  },
  evaluate: ({ accounts, factors }, { now, breakGlass, threshold }) => {
    const registry = registeredLogins(breakGlass);
    const members = accounts.filter(({ status, type }) => status === 'active' && type === 'member');
    const judged = members.filter(({ login, createdAt }) => {
      return (
        !registry.has(login.toLowerCase()) &&
        (createdAt === null || daysSince(createdAt, now) >= threshold('mfa.grace_days.max'))
      );
    });
    const known = judged.filter(({ id }) => factors.byAccount.has(id));
    const coverage = coverageOf(factors, now);
    if (known.length < (judged.length * threshold('mfa.coverage.min_percent')) / 100) {
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `${coverage}; the rest is read in the background`,
      };
    }
    const without = known.filter(({ id }) => factors.byAccount.get(id)?.capable !== true);
    const covered = known.length === 0 ? 100 : (100 * (known.length - without.length)) / known.length;
    const population = `${judged.length} members; left out: ${members.length - judged.length} break-glass or new, guests, disabled accounts`;
    const enough = covered >= threshold('mfa.members.min_percent');
    const named = enough
      ? without.filter(
          ({ createdAt }) =>
            createdAt === null || daysSince(createdAt, now) > threshold('mfa.uncovered_days.max'),
        )
      : without;
    const severity = covered < threshold('mfa.members.warn_percent') ? ('medium' as const) : ('low' as const);
    return {
      findings: named.map(({ id, login }) => ({
        subject: login,
        severity,
        message:
          factors.byAccount.get(id)?.registered === true
            ? 'has registered only what policy does not accept'
            : 'has no second factor',
      })),
      population,
      coverage,
    };
  },
});
