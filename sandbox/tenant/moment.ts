const day = 86_400_000;

/** Dates of the story, counted back from the day it is told. */
export interface Moment {
  readonly now: number;
  readonly ago: (days: number) => string;
  readonly ahead: (days: number) => string;
}

export function createMoment(now: number): Moment {
  return {
    now,
    ago: (days) => new Date(now - days * day).toISOString(),
    ahead: (days) => new Date(now + days * day).toISOString(),
  };
}

/** What Graph writes for "never" in places where the field cannot be null. */
export const neverInGraph = '0001-01-01T00:00:00Z';
