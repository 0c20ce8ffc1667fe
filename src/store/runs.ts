import type { LastRuns } from '../domain/fact.ts';
import type { CheckRun, CheckStatus, Severity } from '../domain/finding.ts';
import type { Db } from './open.ts';
import { inTransaction } from './transaction.ts';

export interface RunSummary {
  readonly runId: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly summary: Readonly<Record<CheckStatus, number>>;
  /** Shares of 0 to 1; null when nothing was evaluated. */
  readonly health: number | null;
  readonly coverage: number | null;
  /** What was judged, as `check@connection` in order: two scores compare only when these are the same. */
  readonly judged: readonly string[];
}

export interface OpenFinding {
  readonly check: string;
  readonly severity: Severity;
  readonly subject: string;
  readonly message: string;
  readonly since: Date;
  readonly accepted: boolean;
}

/**
 * Keeps a run. The findings that stand after a full one become the open ones of the checks that were judged; a run of a
 * few checks leaves them alone, so that the next full report still says what is new and what is gone.
 */
export async function saveRun(
  db: Db,
  run: CheckRun,
  scores: { readonly health: number | null; readonly coverage: number | null },
): Promise<void> {
  await inTransaction(db, async (db) => {
    await db
      .insertInto('check_run')
      .values({
        id: run.runId,
        started_at: run.startedAt.toISOString(),
        finished_at: run.finishedAt.toISOString(),
        ...scores,
        partial: run.only === null ? 0 : 1,
        body: JSON.stringify(run),
      })
      .execute();
    if (run.only === null) await replaceOpenFindings(db, run);
  });
}

/** A check that could not be evaluated says nothing about its findings: they stay open. */
async function replaceOpenFindings(db: Db, run: CheckRun): Promise<void> {
  for (const result of run.results.filter(({ status }) => status !== 'not_evaluated')) {
    await db
      .deleteFrom('open_finding')
      .where('connection', '=', result.connection)
      .where('check_id', '=', result.check)
      .execute();
    const rows = result.findings
      .filter(({ state }) => state !== 'resolved')
      .map((f) => ({
        key: f.key,
        connection: f.connection,
        check_id: f.check,
        severity: f.severity,
        subject: f.subject,
        message: f.message,
        since: f.since.toISOString(),
        accepted: f.state === 'accepted' ? 1 : 0,
      }));
    for (let from = 0; from < rows.length; from += CHUNK) {
      await db
        .insertInto('open_finding')
        .values(rows.slice(from, from + CHUNK))
        .onConflict((oc) => oc.column('key').doNothing())
        .execute();
    }
  }
}

/** Rows of eight columns, far from SQLite's 32,766 variables. */
const CHUNK = 1000;

export async function openFindings(db: Db, connection: string): Promise<Map<string, OpenFinding>> {
  const rows = await db.selectFrom('open_finding').selectAll().where('connection', '=', connection).execute();
  return new Map(
    rows.map((row) => [
      row.key,
      {
        check: row.check_id,
        // Written by saveRun only.
        severity: row.severity as Severity,
        subject: row.subject,
        message: row.message,
        since: new Date(row.since),
        accepted: row.accepted === 1,
      },
    ]),
  );
}

/** The newest full one. */
export async function lastRun(db: Db): Promise<CheckRun | null> {
  const row = await db
    .selectFrom('check_run')
    .select('body')
    .where('partial', '=', 0)
    .orderBy('finished_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : parseRun(row.body);
}

export async function findRun(db: Db, runId: string): Promise<CheckRun | null> {
  const row = await db.selectFrom('check_run').select('body').where('id', '=', runId).executeTakeFirst();
  return row === undefined ? null : parseRun(row.body);
}

/** Of full runs, newest first. */
export async function listRunSummaries(db: Db, limit: number): Promise<RunSummary[]> {
  const rows = await db
    .selectFrom('check_run')
    .selectAll()
    .where('partial', '=', 0)
    .orderBy('finished_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ body, health, coverage }) => summaryOf(parseRun(body), { health, coverage }));
}

export function summaryOf(run: CheckRun, scores: Pick<RunSummary, 'health' | 'coverage'>): RunSummary {
  const { runId, startedAt, finishedAt, summary, results } = run;
  const judged = results.map(({ check, connection }) => `${check}@${connection}`).toSorted();
  return { runId, startedAt, finishedAt, summary, ...scores, judged };
}

/** What each check of a connection said in the last full runs, newest first. */
export async function lastStatuses(db: Db, connection: string, runs = 3): Promise<LastRuns> {
  const rows = await db
    .selectFrom('check_run')
    .select('body')
    .where('partial', '=', 0)
    .orderBy('finished_at', 'desc')
    .limit(runs)
    .execute();
  const byCheck = new Map<string, { status: CheckStatus; because: string | null }[]>();
  for (const { body } of rows) {
    for (const { check, status, because } of parseRun(body).results.filter(
      (r) => r.connection === connection,
    )) {
      const known = byCheck.get(check) ?? [];
      known.push({ status, because });
      byCheck.set(check, known);
    }
  }
  return { byCheck };
}

function parseRun(body: string): CheckRun {
  const times = new Set(['startedAt', 'finishedAt', 'since']);
  // Written by saveRun only; the reviver turns its times back into dates.
  return JSON.parse(body, (key, value: unknown) =>
    times.has(key) ? new Date(String(value)) : value,
  ) as CheckRun;
}
