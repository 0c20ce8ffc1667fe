import { daysSince, existing } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-okta-undrilled',
  ref: 'BG-O-05',
  title: 'The emergency account was not drilled lately, or an automation may switch it off',
  severity: 'medium',
  providers: ['okta'],
  needs: ['breakGlass', 'drills', 'oktaPolicies'],
  why: 'A key that was never tried is a hope. An inactivity automation disables exactly the account that nobody uses.',
  fix: 'Run a drill with the sealed key, and exclude the break-glass group from inactivity automations.',
  permissions: { okta: ['okta.users.read', 'okta.policies.read', 'okta.logs.read'] },
  thresholds: {
    'break_glass.drill.warn_days': {
      value: 14,
      unit: 'days before it is due',
      source: 'ours',
      why: 'time to plan a drill',
    },
  },
  evaluate: ({ breakGlass, drills, oktaPolicies }, { now, threshold }) => {
    const last = new Map(drills.map(({ login, closedAt }) => [login.toLowerCase(), closedAt]));
    const automations = oktaPolicies.lifecycle.filter(({ active }) => active);
    const findings = existing(breakGlass).flatMap(({ entry, account }): Draft[] => {
      const groups = account.groupIds instanceof Error ? [] : account.groupIds;
      const caught = automations.flatMap((policy) =>
        policy.rules
          .filter(({ active, inactivityDays, excludeGroups, excludeUsers }) => {
            return (
              active &&
              inactivityDays !== null &&
              !excludeUsers.includes(account.id) &&
              !excludeGroups.some((id) => groups.includes(id))
            );
          })
          .filter(
            () => policy.includeGroups.length === 0 || policy.includeGroups.some((id) => groups.includes(id)),
          )
          .map((rule) => ({
            subject: entry.login,
            message: `the automation "${rule.name}" switches it off after ${rule.inactivityDays} days`,
          })),
      );
      return [
        ...caught,
        ...drillFault(entry.login, last.get(entry.login.toLowerCase()), {
          now,
          days: entry.drillDays,
          warn: threshold('break_glass.drill.warn_days'),
        }),
      ];
    });
    return { findings };
  },
});

function drillFault(
  subject: string,
  at: Date | undefined,
  { now, days, warn }: { now: Date; days: number; warn: number },
): Draft[] {
  if (at === undefined) return [{ subject, message: 'it was never drilled' }];
  const age = daysSince(at, now);
  if (age > days) return [{ subject, message: `its last drill was ${age} days ago, ${days} are allowed` }];
  return age > days - warn
    ? [{ subject, severity: 'low', message: `its next drill is due in ${days - age} days` }]
    : [];
}
