import { Cron } from 'croner';

/** Whether it is an expression, and its time ever comes: there is no 31st of April. */
export function everComes(expression: string): boolean {
  try {
    return new Cron(expression, { paused: true }).nextRun() !== null;
  } catch {
    return false;
  }
}

/** The newest time at or before `now` that the expression names; null when there is none for years. */
export function lastTime(expression: string, timezone: string, now: Date): Date | null {
  const schedule = new Cron(expression, { timezone, paused: true });
  try {
    // previousRuns looks strictly before its reference; a second later includes a time that is right now.
    return schedule.previousRuns(1, new Date(now.getTime() + 1000))[0] ?? null;
  } catch (error) {
    // Of a time that comes in leap years only: croner looks back over a few years and then has nothing to look at.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
