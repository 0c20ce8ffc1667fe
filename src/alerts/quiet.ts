import type { Settings } from '../config/config.ts';
import type { Severity } from '../domain/finding.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { localTime } from '../lib/local-time.ts';

export interface Quiet {
  readonly connection: string;
  readonly severity: Severity;
}

/**
 * Until when an alert may not be said: the end of the maintenance window it falls into, or, for low and medium ones, of
 * the quiet hours. null = it may be said now. Critical ones are held by maintenance of their own connection only: a window
 * over everything is for expected noise. Causes that are said `always` (break-glass accounts) are not asked about here.
 */
export function quietUntil(
  { alerts, detections, schedules }: Pick<Settings, 'alerts' | 'detections' | 'schedules'>,
  { connection, severity }: Quiet,
  now: Date,
): Date | null {
  const windows = detections.maintenance.filter(
    (window) =>
      window.since <= now &&
      now < window.until &&
      (window.connection === connection || (window.connection === null && severity !== 'critical')),
  );
  const ends = windows.map(({ until }) => until);
  const mild = severity === 'low' || severity === 'medium';
  if (mild && alerts.quietHours !== null) {
    const end = endOfQuietHours(alerts.quietHours, schedules.timezone, now);
    if (end !== null) ends.push(end);
  }
  const [last = null] = ends.toSorted((a, b) => b.getTime() - a.getTime());
  return last;
}

function endOfQuietHours(
  { since, until }: { readonly since: string; readonly until: string },
  timezone: string,
  now: Date,
): Date | null {
  const { minute } = localTime(timezone, now);
  const [from, to] = [minuteOfDay(since), minuteOfDay(until)];
  const inside = from <= to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!inside) return null;
  // On the day of a clock change this is an hour off; the next sweep looks again.
  const left = (to - minute + 24 * 60) % (24 * 60);
  return new Date(now.getTime() + left * MINUTE_MS);
}

function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
