import { drillFault, lastDrills } from '../domain/drill.ts';
import { existing, unregistered } from '../domain/people.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'break-glass-entra-undrilled',
  ref: 'BG-E-06',
  title: 'The emergency account was not drilled lately',
  severity: 'high',
  providers: ['entra'],
  needs: ['breakGlass', 'drills'],
  why: 'A key that was never tried is a hope.',
  fix: 'Open a drill, sign in with the sealed key, open one admin page, sign out, seal it again, and close the drill.',
  permissions: { entra: ['User.Read.All'] },
  thresholds: {
    'break_glass.drill.warn_days': {
      value: 14,
      unit: 'days before it is due',
      source: 'ours',
      why: 'time to plan a drill',
    },
  },
  evaluate: ({ breakGlass, drills }, { now, threshold }) => {
    const last = lastDrills(drills);
    const present = existing(breakGlass);
    if (present.length === 0) return { findings: unregistered };
    const findings = present.flatMap(({ entry }): Draft[] => {
      const days = entry.drillDays;
      const warn = threshold('break_glass.drill.warn_days');
      const fault = drillFault(last.get(entry.login.toLowerCase()), { now, days, warn });
      if (fault === null) return [];
      return [{ subject: entry.login, severity: fault.late ? 'high' : 'low', message: fault.message }];
    });
    return { findings, population: `${present.length} registered accounts that exist` };
  },
});
