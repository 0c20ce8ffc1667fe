import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { startBot } from '../sandbox/bot.ts';
import { startPostgresServer } from '../sandbox/lib/postgres.ts';
import { type OktaStandIn, startOkta } from '../sandbox/okta/server.ts';
import { credentials } from '../sandbox/tenant/cast.ts';
import { createCompany } from '../sandbox/tenant/company.ts';
import { verifyAudit } from '../src/store/audit.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { percentile } from './figure.ts';
import { grantsThatEnd } from './grants-that-end.ts';
import type { Bench } from './stage.ts';

const MANY = 5000;
const MINUTE_MS = 60_000;
/** Until the bot is up: no grant ends before. */
const HEAD_START_MS = 45_000;
const GOAL_MS = 2000;
/** What one of Okta's tokens may change in groups in a minute: half of the org's 500 (Okta rate limits). */
const OKTA_CHANGES = 250;
const WINDOWS = 2;

const settings = `channels: {alerts: C0ALERTS}
break_glass: []
limits: {rate_share: 1, concurrency: 4}
schedules: {checks: null, sync: null, reconcile: null, digest: null}
`;

/** Grants that all end in one minute, taken by the real `serve` from a directory over HTTP. */
export default {
  name: 'ends',
  run: async ({ folder, note }) => {
    await writeFile(join(folder, 'ends.yaml'), settings);
    for (const engine of ['sqlite', 'postgres'] as const) {
      const { starts, seconds, overdue } = await withDatabase(
        engine,
        folder,
        async (url) => await endAll(url, folder),
      );
      note({
        figure: `${engine}: from the end of a grant to the start of its revoke, ${MANY} ends in one minute`,
        measured: `${inWords(starts)}; the last was read back as gone ${seconds.toFixed(0)} s after the first end; ${overdue} alerts of overdue access`,
        goal: 'p99 2 s',
        met: percentile(starts, 0.99) <= GOAL_MS && overdue === 0,
      });
    }
    const { starts, removed } = await withDatabase(
      'sqlite',
      folder,
      async (url) => await endLimited(url, folder),
    );
    note({
      figure: `the same with Okta's limits on, ${WINDOWS} minutes of it`,
      measured: `${inWords(starts)}; ${removed} memberships removed of ${WINDOWS * OKTA_CHANGES} that Okta lets one token remove`,
      goal: 'p99 2 s',
      met: percentile(starts, 0.99) <= GOAL_MS,
    });
  },
} satisfies Bench;

interface Ended {
  readonly starts: readonly number[];
  readonly seconds: number;
  readonly overdue: number;
}

/** @throws unless each membership is gone, each grant ended once, and the audit log holds. */
async function endAll(url: string, folder: string): Promise<Ended> {
  return await ending({ url, folder, limits: false }, async ({ store, okta, first }) => {
    for (const until = first + 20 * MINUTE_MS; (await countEnded(store)) < MANY; await pause(1000))
      if (Date.now() > until) throw new Error(`only ${await countEnded(store)} ended`);
    const ended = await timesOf(store, 'grant.ended');
    const removals = removalsIn(okta);
    if (ended.size !== MANY || removals !== MANY)
      throw new Error(`${ended.size} ended by ${removals} removals`);
    const proof = await verifyAudit(store.db);
    if (!proof.ok) throw new Error(`the audit log is broken at ${proof.brokenAt}`);
    const alerts = await store.db
      .selectFrom('alert')
      .select('id')
      .where('detection', '=', 'revoke-overdue')
      .execute();
    return {
      starts: await startsOf(store),
      seconds: (Math.max(...ended.values()) - first) / 1000,
      overdue: alerts.length,
    };
  });
}

async function endLimited(
  url: string,
  folder: string,
): Promise<{ readonly starts: readonly number[]; readonly removed: number }> {
  return await ending({ url, folder, limits: true }, async ({ store, okta, first }) => {
    await pause(first + WINDOWS * MINUTE_MS - Date.now());
    return { starts: await startsOf(store), removed: removalsIn(okta) };
  });
}

/** As Okta's own log tells. */
function removalsIn({ tenant }: OktaStandIn): number {
  return tenant.log.filter(({ eventType }) => eventType === 'group.user_membership.remove').length;
}

interface Running {
  readonly store: Store;
  readonly okta: OktaStandIn;
  /** When the first grant ends. */
  readonly first: number;
}

async function ending<T>(
  { url, folder, limits }: { readonly url: string; readonly folder: string; readonly limits: boolean },
  measure: (running: Running) => Promise<T>,
): Promise<T> {
  const company = createCompany({ people: MANY, groups: 20 });
  const okta = await startOkta(company, { limits });
  const store = await openStore(url);
  const first = Date.now() + HEAD_START_MS;
  await store.migrate();
  await grantsThatEnd(store, company.okta, { many: MANY, first: new Date(first), withinMs: MINUTE_MS });
  const bot = await startBot({
    OKTA_ORG_URL: okta.url,
    OKTA_API_TOKEN: credentials.okta.watcherToken,
    OKTA_ACTOR_API_TOKEN: credentials.okta.actorToken,
    DATABASE_URL: url,
    LOCKSTEP_CONFIG: join(folder, 'ends.yaml'),
    LOCKSTEP_HTTP_PORT: '0',
  });
  try {
    if (Date.now() > first) throw new Error('the bot was not up before the first end');
    return await measure({ store, okta, first });
  } finally {
    // Its database is thrown away: nothing is worth waiting for.
    process.kill(bot.pid, 'SIGKILL');
    await bot.ended();
    await store.close();
    await okta.close();
  }
}

async function withDatabase<T>(
  engine: Store['engine'],
  folder: string,
  use: (url: string) => Promise<T>,
): Promise<T> {
  if (engine === 'sqlite') return await use(`file:${join(folder, `ends-${performance.now()}.db`)}`);
  const server = await startPostgresServer();
  try {
    return await use(`${server.url}/postgres`);
  } finally {
    await server.stop();
  }
}

async function countEnded({ db }: Store): Promise<number> {
  const { n } = await db
    .selectFrom('access_grant')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('status', '=', 'ended')
    .executeTakeFirstOrThrow();
  return Number(n);
}

/** When something was written down about each grant. */
async function timesOf({ db }: Store, action: string): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('audit_entry')
    .select(['object', 'at'])
    .where('action', '=', action)
    .execute();
  return new Map(rows.map(({ object, at }) => [object, Date.parse(at)]));
}

/** Milliseconds from the end of each grant to the moment it began to be revoked; one that did not begin took for ever. */
async function startsOf(store: Store): Promise<readonly number[]> {
  const began = await timesOf(store, 'grant.ending');
  const grants = await store.db.selectFrom('access_grant').select(['id', 'expires_at']).execute();
  return grants.map(
    ({ id, expires_at }) => (began.get(id) ?? Number.POSITIVE_INFINITY) - Date.parse(expires_at ?? ''),
  );
}

function inWords(ms: readonly number[]): string {
  const at = (share: number): string => (percentile(ms, share) / 1000).toFixed(1);
  return `p50 ${at(0.5)} s, p99 ${at(0.99)} s, longest ${at(1)} s`;
}
