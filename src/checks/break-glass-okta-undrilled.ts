import { drillFault, lastDrills } from '../domain/drill.ts';
import { refused, valueOf } from '../domain/emergency.ts';
import { existing, unregistered } from '../domain/people.ts';
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
  permissions: { okta: ['okta.users.read', 'okta.policies.read', 'okta.logs.read', 'okta.apps.read'] },
  thresholds: {
    'break_glass.drill.warn_days': {
      value: 14,
      unit: 'days before it is due',
      source: 'ours',
      why: 'time to plan a drill',
    },
  },
  evaluate: ({ breakGlass, drills, oktaPolicies }, { now, threshold }) => {
    if (existing(breakGlass).length === 0) return { findings: unregistered };
    const present = existing(breakGlass);
    const unread = refused(present, 'groupIds');
    if (unread !== null) return unread;
    const last = lastDrills(drills);
    const automations = oktaPolicies.lifecycle.filter(({ active }) => active);
    const findings = present.flatMap(({ entry, account }): Draft[] => {
      const groups = valueOf(account.groupIds);
      const fault = drillFault(last.get(entry.login.toLowerCase()), {
        now,
        days: entry.drillDays,
        warn: threshold('break_glass.drill.warn_days'),
      });
      const caught = automations.flatMap((policy) =>
        policy.rules
          .filter(({ active, inactivityDays, excludeGroups, excludeUsers }) => {
            return (
              active &&
              inactivityDays !== null &&
              // A drill is a sign-in: what waits longer than the next one never comes to it.
              inactivityDays <= entry.drillDays &&
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
        ...(fault === null
          ? []
          : [
              {
                subject: entry.login,
                severity: fault.late ? ('medium' as const) : ('low' as const),
                message: fault.message,
              },
            ]),
      ];
    });
    return { findings };
  },
});
