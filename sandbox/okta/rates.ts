import { type Bucket, createBucket, type Taken } from '../lib/limits.ts';

/** What may be asked in a minute, by the whole org, in a Workforce org (Okta rate limits, global endpoints). */
const perMinute: readonly [RegExp, string, number][] = [
  [/^\/oauth2\//, '/oauth2/v1/token', 1200],
  [/^\/api\/v1\/logs/, '/api/v1/logs', 120],
  [/^\/api\/v1\/apps\/[^/]+$/, '/api/v1/apps/{id}', 500],
  [/^\/api\/v1\/apps/, '/api/v1/apps', 100],
  [/^\/api\/v1\/groups\/[^/]+$/, '/api/v1/groups/{id}', 1000],
  [/^\/api\/v1\/groups/, '/api/v1/groups', 500],
  [/^\/api\/v1\/users\/[^/]+$/, '/api/v1/users/{idOrLogin}', 2000],
  [/^\/api\/v1\/users/, '/api/v1/users', 600],
  [/^\/api\/v1\/iam/, '/api/v1/iam', 600],
];

export interface Rates {
  /** Charges one request to its bucket; one token may use half of it. */
  readonly take: (path: string, holder: string) => Taken;
}

export function createRates(limited: boolean, now: () => number): Rates {
  const buckets = new Map<string, Bucket>();
  return {
    take: (path, holder) => {
      const [, name, whole] = perMinute.find(([pattern]) => pattern.test(path)) ?? [/./, '/api/v1', 1200];
      const limit = Math.floor(whole / 2);
      // Unlimited stand-ins write the headers all the same, of a bucket that is always nearly full.
      if (!limited) return { allowed: true, limit, remaining: limit - 1, resetAt: now() + 60_000 };
      const key = `${name} ${holder}`;
      const bucket = buckets.get(key) ?? createBucket(limit, 60_000, now);
      buckets.set(key, bucket);
      return bucket.take();
    },
  };
}

export function writeRate(answer: Response, { limit, remaining, resetAt }: Taken): void {
  answer.headers.set('x-rate-limit-limit', String(limit));
  answer.headers.set('x-rate-limit-remaining', String(remaining));
  answer.headers.set('x-rate-limit-reset', String(Math.ceil(resetAt / 1000)));
}
