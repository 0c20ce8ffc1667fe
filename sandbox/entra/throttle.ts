import { type Bucket, createBucket } from '../lib/limits.ts';
import type { EntraTenant } from '../tenant/entra-tenant.ts';
import type { Endpoint, Family } from './endpoint.ts';
import { GraphFailure } from './failure.ts';

/** Graph's limits (learn.microsoft.com/graph/throttling-limits). Each charge returns the headers it earns, or throws 429. */
export interface Throttle {
  readonly charge: (endpoint: Endpoint, asked: Asked) => Readonly<Record<string, string>>;
}

export interface Asked {
  readonly clientId: string;
  readonly query: ReadonlyMap<string, string>;
}

export function createThrottle(limited: boolean, tenant: EntraTenant, now: () => number): Throttle {
  const buckets = new Map<string, Bucket>();
  // Reading keyCredentials is held down for the whole tenant (application: list, throttling).
  const keys = createBucket(150, 60_000, now);
  const chargeKeys = (): void => {
    const { allowed, resetAt } = keys.take();
    if (!allowed)
      throw tooMany('key-credentials', 'tenant', Math.max(1, Math.ceil((resetAt - now()) / 1000)));
  };
  return {
    charge: (endpoint, asked) => {
      const family = endpoint.family ?? 'directory';
      if (family === 'unmetered') return {};
      const cost = family === 'directory' ? unitsOf(endpoint, asked.query) : 1;
      const units: Record<string, string> =
        family === 'directory' ? { 'x-ms-resource-unit': String(cost) } : {};
      if (!limited) return units;
      const key = bucketName(family, asked.clientId);
      const bucket = buckets.get(key) ?? newBucket(family, tenant, now);
      buckets.set(key, bucket);
      if (asked.query.get('$select')?.includes('keyCredentials') === true) chargeKeys();
      const { allowed, limit, remaining, resetAt } = bucket.take(cost);
      if (!allowed) throw tooMany(family, key, Math.max(1, Math.ceil((resetAt - now()) / 1000)));
      const used = (limit - remaining) / limit;
      const warned = family === 'directory' && used >= 0.8;
      return warned ? { ...units, 'x-ms-throttle-limit-percentage': used.toFixed(1) } : units;
    },
  };
}

/** A narrower question costs less: `$select` one unit, `$top` under 20 one; never under 1. */
function unitsOf({ cost = 1 }: Endpoint, query: ReadonlyMap<string, string>): number {
  const top = Number(query.get('$top') ?? 100);
  const saved = (query.has('$select') ? 1 : 0) + (top < 20 ? 1 : 0);
  return Math.max(1, cost + (query.has('$expand') ? 1 : 0) - saved);
}

function bucketName(family: Family, clientId: string): string {
  // One budget for all apps of the tenant.
  return family === 'conditional-access' ? family : `${family} ${clientId}`;
}

function newBucket(family: Family, tenant: EntraTenant, now: () => number): Bucket {
  if (family === 'reports' || family === 'provision-on-demand') return createBucket(5, 10_000, now);
  if (family === 'conditional-access') return createBucket(1, 1000, now);
  return createBucket(unitsPerTenSeconds(tenant.users.size), 10_000, now);
}

function unitsPerTenSeconds(people: number): number {
  if (people < 50) return 3500;
  return people <= 500 ? 5000 : 8000;
}

function tooMany(family: Family, key: string, seconds: number): GraphFailure {
  const message = `Too many requests from Identifier:${key} under category:${family}. Please try again later.`;
  // Conditional Access does not say how long to wait.
  const headers: Record<string, string> =
    family === 'conditional-access' ? {} : { 'retry-after': String(seconds) };
  const scope = family === 'directory' ? { 'x-ms-throttle-information': 'ResourceUnitLimitExceeded' } : {};
  return new GraphFailure(429, 'TooManyRequests', message, { ...headers, ...scope });
}
