/**
 * Keeps apart the calls of the families that Graph throttles hard, and holds everything back for a while when Graph
 * says that more than our share of the tenant's limit is used (Graph throttling limits).
 */
export interface Pacer {
  readonly wait: (path: string) => Promise<void>;
  /** What `x-ms-throttle-limit-percentage` says: 0.8 to 1.8, and nothing below. */
  readonly note: (used: number) => void;
}

interface Family {
  readonly pattern: RegExp;
  /** At most `calls` in `periodMs`. */
  readonly calls: number;
  readonly periodMs: number;
  /** One limit for every app of the tenant, of which we take our share. */
  readonly shared: boolean;
}

const families: readonly Family[] = [
  { pattern: /\/(reports|auditLogs)\//, calls: 5, periodMs: 10_000, shared: false },
  // 150 a minute for the whole tenant: half is left to others.
  { pattern: /[$]select=[^&]*keyCredentials/, calls: 75, periodMs: 60_000, shared: false },
  { pattern: /\/identity\/conditionalAccess\//, calls: 1, periodMs: 1100, shared: true },
];

/** The directory's limit counts ten seconds. */
const WINDOW_MS = 10_000;

export function createPacer(share: number): Pacer {
  let heldUntil = 0;
  const recent = new Map<Family, number[]>();
  return {
    note: (used) => {
      if (used > share) heldUntil = Math.max(heldUntil, performance.now() + WINDOW_MS * (1 - share / used));
    },
    wait: async (path) => {
      const held = heldUntil - performance.now();
      if (held > 0) await new Promise((resolve) => setTimeout(resolve, held));
      const family = families.find(({ pattern }) => pattern.test(path));
      if (family === undefined) return;
      const periodMs = family.shared ? family.periodMs / share : family.periodMs;
      const times = recent.get(family) ?? [];
      recent.set(family, times);
      for (;;) {
        const now = performance.now();
        while ((times[0] ?? Number.POSITIVE_INFINITY) <= now - periodMs) times.shift();
        if (times.length < family.calls) {
          times.push(now);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, (times[0] ?? now) + periodMs - now + 5));
      }
    },
  };
}
