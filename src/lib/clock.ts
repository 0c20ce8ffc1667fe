/** The only place where the machine's time is read; everything else takes a `Clock`. */
export interface Clock {
  readonly now: () => Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that moves only when told to, for tests and replays. */
export function fixedClock(at: string): Clock & { readonly advance: (ms: number) => void } {
  let ms = Date.parse(at);
  return {
    now: () => new Date(ms),
    advance: (by) => {
      ms += by;
    },
  };
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
