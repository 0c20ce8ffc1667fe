import type { Clock } from '../../lib/clock.ts';

export interface Bucket {
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds since the epoch, by our clock. */
  readonly resetsAt: number;
}

/** What the vendor's headers say is left, by bucket, and how long to hold back so that others have their share. */
export interface Budget {
  readonly note: (path: string, header: (name: string) => string | null) => void;
  /** Milliseconds to wait before the next call of this bucket; 0 = go. */
  readonly hold: (path: string) => number;
  readonly buckets: () => ReadonlyMap<string, Bucket>;
}

export function createBudget(clock: Clock, share: number): Budget {
  const buckets = new Map<string, Bucket>();
  return {
    buckets: () => buckets,
    note: (path, header) => {
      const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
        Number(header(`x-rate-limit-${name}`) ?? Number.NaN),
      );
      if (limit === undefined || remaining === undefined || reset === undefined) return;
      // A limit of 0 is a concurrency 429, not a bucket (Okta, rate limits).
      if (!(limit > 0) || Number.isNaN(remaining) || Number.isNaN(reset)) return;
      const vendorNow = Date.parse(header('date') ?? '') || clock.now().getTime();
      buckets.set(bucketOf(path), {
        limit,
        remaining,
        resetsAt: clock.now().getTime() + reset * 1000 - vendorNow + 1000,
      });
    },
    hold: (path) => {
      const bucket = buckets.get(bucketOf(path));
      if (bucket === undefined || bucket.remaining > bucket.limit * (1 - share)) return 0;
      return Math.max(0, Math.min(65_000, bucket.resetsAt - clock.now().getTime()));
    },
  };
}

/** Of these the single thing has a bucket of its own; whatever stands below it (`/users/{id}/factors`) counts with the list. */
const areas = new Set(['users', 'groups', 'apps']);
/** Alone in their bucket, with everything below. */
const lone = new Set(['logs', 'iam', 'devices']);

/** The bucket that Okta charges a read to (Okta rate limits, and the bucket map of its Terraform provider). */
export function bucketOf(path: string): string {
  const [, , , area = '', id, sub] = path.split('?')[0]?.split('/') ?? [];
  if (areas.has(area)) {
    const single = id !== undefined && id !== 'rules' && sub === undefined;
    return single ? `/api/v1/${area}/{id}` : `/api/v1/${area}`;
  }
  return lone.has(area) ? `/api/v1/${area}` : '/api/v1';
}
