import type { Drill } from './break-glass.ts';
import { daysSince } from './people.ts';

export interface DrillFault {
  readonly late: boolean;
  readonly message: string;
}

/** Newest drill of each login, lower case. */
export function lastDrills(drills: readonly Drill[]): ReadonlyMap<string, Date> {
  const last = new Map<string, Date>();
  for (const { login, closedAt } of drills) {
    const known = last.get(login.toLowerCase());
    if (known === undefined || known < closedAt) last.set(login.toLowerCase(), closedAt);
  }
  return last;
}

/** Sign-ins that show an account working, as the vendors name them. */
export const drillSignIns = ['user.session.start', 'user.session.access_admin_app', 'sign-in'];

/** Only a closed drill counts: a sign-in that nobody announced proves nothing good. */
export function drillFault(
  at: Date | undefined,
  { now, days, warn }: { readonly now: Date; readonly days: number; readonly warn: number },
): DrillFault | null {
  if (at === undefined) return { late: true, message: 'it was never drilled' };
  const age = daysSince(at, now);
  if (age > days) return { late: true, message: `its last drill was ${age} days ago, ${days} are allowed` };
  return age > days - warn ? { late: false, message: `its next drill is due in ${days - age} days` } : null;
}
