import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startPostgresServer } from '../sandbox/lib/postgres.ts';
import { verifyAudit } from '../src/store/audit.ts';
import { markSuccess } from '../src/store/freshness.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { inTransaction } from '../src/store/transaction.ts';
import type { Answer, Asked } from './decide-many.ts';
import { type Child, startChild } from './process.ts';
import type { Bench } from './stage.ts';

const MANY = 2000;
/** Before the clock runs, by each process. */
const WARM = 50;
const COMMITS = 500;
const SQLITE_GOAL = 300;
const POSTGRES_GOAL = 500;
const REPLICAS = ['cat', 'dan', 'eve', 'fay'];

/** Questions asked and decided through the whole core, on both engines (decide-many.ts). */
export default {
  name: 'approvals',
  run: async ({ folder, note }) => {
    const alone = await askAndDecide(`file:${join(folder, 'approvals.db')}`);
    note({
      figure: `sqlite: ${MANY} approvals asked, decided, audited and their grants handed to the queue`,
      measured: `${alone.perSecond.toFixed(0)} a second (${alone.perCpuSecond.toFixed(0)} for each CPU second)`,
      goal: `${SQLITE_GOAL} a second`,
      met: alone.perSecond >= SQLITE_GOAL,
    });
    const bare = await commitAlone(`file:${join(folder, 'commits.db')}`);
    note({
      figure: 'sqlite: transactions of one row on the same disk; an approval takes two',
      measured: `${bare.toFixed(0)} a second`,
      goal: 'none: the bound that the disk sets',
      met: null,
    });
    for (const way of Object.keys(ways) as Way[]) {
      const { perSecond, perCpuSecond, clicks } = await decideTogether(way);
      note({
        figure: `postgres: ${MANY} approvals, four replicas, ${ways[way].words}`,
        measured: `${perSecond.toFixed(0)} decided a second (${(perSecond * clicks).toFixed(0)} clicks; ${perCpuSecond.toFixed(0)} decided for each CPU second of the replicas), none twice`,
        goal: `${POSTGRES_GOAL} a second`,
        met: perSecond >= POSTGRES_GOAL,
      });
    }
  },
} satisfies Bench;

/** Who clicks on what: Slack takes each click to one replica. */
const ways = {
  shared: {
    words: 'each click goes to one of them and every tenth is a double click',
    isMine: (i: number, replica: number) =>
      i % REPLICAS.length === replica || (i % 10 === 0 && (i + 1) % REPLICAS.length === replica),
  },
  all: { words: 'an approver in each clicks on all of them at once', isMine: () => true },
} as const;
type Way = keyof typeof ways;

interface Rate {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

/** In one process. */
async function askAndDecide(url: string): Promise<Rate> {
  const replica = startChild(['bench/decide-many.ts', url, 'cat']);
  try {
    await replica.next();
    await tell(replica, { both: WARM });
    const began = performance.now();
    const { cpuSeconds } = await tell(replica, { both: MANY });
    const perSecond = MANY / secondsSince(began);
    const store = await openStore(url);
    await mustBeOnce(store, MANY + WARM);
    await store.close();
    return { perSecond, perCpuSecond: MANY / cpuSeconds };
  } finally {
    replica.stop();
  }
}

/** Transactions a second that only commit: what the disk takes, kept safe against a power cut. */
async function commitAlone(url: string): Promise<number> {
  const store = await openStore(url);
  await store.migrate();
  const began = performance.now();
  for (let i = 0; i < COMMITS; i++)
    await inTransaction(store.db, async (db) => await markSuccess(db, 'bench', new Date(i)));
  const perSecond = COMMITS / secondsSince(began);
  await store.close();
  return perSecond;
}

async function decideTogether(way: Way): Promise<Rate & { readonly clicks: number }> {
  const server = await startPostgresServer();
  const url = `${server.url}/postgres`;
  const store = await openStore(url);
  const replicas: Child[] = [];
  try {
    await store.migrate();
    for (const approver of REPLICAS) replicas.push(startChild(['bench/decide-many.ts', url, approver]));
    for (const replica of replicas) await replica.next();
    for (const replica of replicas) await tell(replica, { both: WARM });
    const [first] = replicas;
    if (first === undefined) throw new Error('no replica');
    // What decide-many.ts says about `open`.
    const asked = (await tell(first, { open: MANY })).came as readonly Asked[];
    const parts = replicas.map((_, replica) => asked.filter((_, i) => ways[way].isMine(i, replica)));
    const began = performance.now();
    const said = await Promise.all(
      replicas.map(async (replica, i) => await tell(replica, { decide: parts[i] })),
    );
    const seconds = secondsSince(began);
    await mustBeOnce(store, MANY + WARM * REPLICAS.length);
    const cpuSeconds = said.reduce((sum, each) => sum + each.cpuSeconds, 0);
    const clicks = parts.reduce((sum, part) => sum + part.length, 0) / MANY;
    return { perSecond: MANY / seconds, perCpuSecond: MANY / cpuSeconds, clicks };
  } finally {
    for (const replica of replicas) replica.stop();
    await store.close();
    await server.stop();
  }
}

async function tell(replica: Child, what: object): Promise<Answer> {
  // What decide-many.ts answers to each line.
  return (await replica.ask(JSON.stringify(what))) as Answer;
}

/** @throws unless each approval was approved by one decision and has one grant. */
async function mustBeOnce({ db }: Store, approvals: number): Promise<void> {
  const count = async (table: 'approval' | 'decision' | 'access_grant'): Promise<number> => {
    const { n } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirstOrThrow();
    return Number(n);
  };
  const pending = await db.selectFrom('approval').select('id').where('status', '!=', 'approved').execute();
  const counts = [await count('approval'), await count('decision'), await count('access_grant')];
  if (pending.length > 0 || counts.some((n) => n !== approvals))
    throw new Error(`${approvals} approvals came to ${counts.join()} with ${pending.length} open`);
  const proof = await verifyAudit(db);
  if (!proof.ok) throw new Error(`the audit log is broken at ${proof.brokenAt}`);
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
