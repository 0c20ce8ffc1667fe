/** What a limiter says about one request. */
export interface Taken {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since 1970, by the limiter's own clock. */
  readonly resetAt: number;
}

/** So many units in each period; the period starts with the first request after the last one ended. */
export interface Bucket {
  readonly take: (cost?: number) => Taken;
}

export function createBucket(limit: number, periodMs: number, now: () => number = Date.now): Bucket {
  let resetAt = 0;
  let used = 0;
  return {
    take: (cost = 1) => {
      if (now() >= resetAt) {
        resetAt = now() + periodMs;
        used = 0;
      }
      const allowed = used + cost <= limit;
      if (allowed) used += cost;
      return { allowed, limit, remaining: Math.max(0, limit - used), resetAt };
    },
  };
}

/** How many requests may be under way at once. */
export interface Gate {
  readonly enter: () => boolean;
  readonly leave: () => void;
  readonly inside: () => number;
}

export function createGate(most: number): Gate {
  let inside = 0;
  return {
    enter: () => {
      if (inside >= most) return false;
      inside += 1;
      return true;
    },
    leave: () => {
      inside = Math.max(0, inside - 1);
    },
    inside: () => inside,
  };
}
