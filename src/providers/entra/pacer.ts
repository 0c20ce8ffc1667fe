/** Keeps apart the calls of the families that Graph throttles hard, whoever else uses the tenant (Graph throttling limits). */
export interface Pacer {
  readonly wait: (path: string) => Promise<void>;
}

interface Family {
  readonly pattern: RegExp;
  /** At most `calls` in `periodMs`. */
  readonly calls: number;
  readonly periodMs: number;
}

const families: readonly Family[] = [
  { pattern: /\/(reports|auditLogs)\//, calls: 5, periodMs: 10_000 },
  // 150 a minute for the whole tenant: half is left to others.
  { pattern: /[$]select=[^&]*keyCredentials/, calls: 75, periodMs: 60_000 },
  { pattern: /\/identity\/conditionalAccess\//, calls: 1, periodMs: 1100 },
];

export function createPacer(): Pacer {
  const recent = new Map<Family, number[]>();
  return {
    wait: async (path) => {
      const family = families.find(({ pattern }) => pattern.test(path));
      if (family === undefined) return;
      const times = recent.get(family) ?? [];
      recent.set(family, times);
      for (;;) {
        const now = performance.now();
        while ((times[0] ?? Number.POSITIVE_INFINITY) <= now - family.periodMs) times.shift();
        if (times.length < family.calls) {
          times.push(now);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, (times[0] ?? now) + family.periodMs - now + 5));
      }
    },
  };
}
