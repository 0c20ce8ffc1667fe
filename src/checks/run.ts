/** Runs the catalogue: gathers once, lets each check judge, compares with the last run, and keeps the result. */
import type { Settings } from '../config/config.ts';
import type { FactName, Facts } from '../domain/fact.ts';
import type { CheckResult, CheckRun, CheckStatus, Reason } from '../domain/finding.ts';
import { reasonBehind } from '../domain/unread.ts';
import { type Clock, DAY_MS, HOUR_MS } from '../lib/clock.ts';
import { newId } from '../lib/id.ts';
import type { Log } from '../lib/log.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { matches } from '../lib/wildcard.ts';
import type { Provider } from '../providers/provider.ts';
import { appendAudit } from '../store/audit.ts';
import type { Db } from '../store/open.ts';
import { lastRun, openFindings, saveRun } from '../store/runs.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Check, Judging, Verdict } from './check.ts';
import { compare } from './compare.ts';
import { type Gathered, gatherFacts } from './gather.ts';
import { scores } from './health.ts';
import { checks } from './index.ts';

export interface RunTools {
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly providers: readonly Provider[];
  readonly settings: Settings;
  readonly progress?: (line: {
    readonly done: number;
    readonly total: number;
    readonly what: string;
  }) => void;
}

export interface RunOptions {
  /** Check ids; absent = all. */
  readonly only?: readonly string[];
}

/** Judges every connection and keeps the run with an audit entry. Only a broken store throws. */
export async function runChecks(tools: RunTools, { only }: RunOptions = {}): Promise<CheckRun> {
  const startedAt = tools.clock.now();
  const selected = checks.filter(({ id }) => only === undefined || only.includes(id));
  const connections: CheckRun['connections'][number][] = [];
  const results: CheckResult[] = [];
  const plan = tools.providers.map((provider) => ({
    provider,
    due: selected.filter((check) => check.providers.includes(provider.kind)),
  }));
  const total = plan.reduce((sum, { due }) => sum + due.length, 0);
  for (const { provider, due } of plan) {
    tools.progress?.({ done: results.length, total, what: `${provider.id}: gathering` });
    const { reachable, judged } = await judgeConnection(tools, provider, due);
    connections.push({ id: provider.id, kind: provider.kind, reachable });
    results.push(...judged);
  }
  tools.progress?.({ done: total, total, what: 'judged' });
  const run: CheckRun = {
    runId: newId('run'),
    startedAt,
    finishedAt: tools.clock.now(),
    connections,
    only: only ?? null,
    summary: summarise(results),
    results,
  };
  await inTransaction(tools.db, async (db) => {
    await saveRun(db, run, scores(run));
    await appendAudit(db, {
      at: run.finishedAt,
      actor: 'lockstep',
      action: 'checks.run',
      object: run.runId,
      detail: { ...run.summary },
    });
  });
  return run;
}

async function judgeConnection(
  tools: RunTools,
  provider: Provider,
  due: readonly Check[],
): Promise<{ reachable: boolean; judged: CheckResult[] }> {
  const problem = await unreachable(provider);
  if (problem !== null)
    tools.log.warn({ connection: provider.id, code: problem.code }, 'a connection cannot be judged');
  const active = due.filter(({ id }) => !tools.settings.checks.disabled.includes(id));
  const breakGlass = tools.settings.breakGlass.filter(({ connection }) => connection === provider.id);
  const credentials = tools.settings.credentials.filter(({ connection }) => connection === provider.id);
  const gathered =
    problem === null
      ? await gatherFacts(
          {
            ...tools,
            provider,
            breakGlass,
            credentials,
            intervals: intervalsOf(tools.settings, provider.id),
          },
          active.flatMap(({ needs }) => needs),
        )
      : new Map<FactName, unknown>();
  const known = await openFindings(tools.db, provider.id);
  const last = await lastRun(tools.db);
  const judged = due.map((check) => {
    const verdict = verdictOn(check, {
      problem,
      gathered,
      judging: judgingOf(tools, provider, check),
      disabled: !active.includes(check),
    });
    return compare(check, verdict, {
      connection: provider.id,
      known,
      judged: last === null ? null : judgedIn(last, provider.id),
      now: tools.clock.now(),
      exceptions: tools.settings.checks.exceptions,
    });
  });
  return { reachable: problem === null, judged };
}

/** What does not apply was looked at as well. */
function judgedIn({ results }: CheckRun, connection: string): ReadonlySet<string> {
  const looked = results.filter(
    (result) => result.connection === connection && result.status !== 'not_evaluated',
  );
  return new Set(looked.map(({ check }) => check));
}

async function unreachable(
  provider: Provider,
): Promise<{ readonly code: string; readonly what: string } | null> {
  try {
    const probe = await provider.probe();
    return probe.reachable && probe.authenticated
      ? null
      : (probe.problem ?? { code: 'PROVIDER_UNAVAILABLE', what: 'it does not answer' });
  } catch (error) {
    return {
      code: error instanceof OperatorError ? error.code : 'PROVIDER_UNAVAILABLE',
      what: reasonOf(error),
    };
  }
}

interface Evidence {
  readonly problem: { readonly code: string; readonly what: string } | null;
  readonly gathered: Gathered;
  readonly judging: Judging;
  readonly disabled: boolean;
}

/** The one place that catches: missing evidence and a check's own mistake are no verdict, never a pass. */
export function verdictOn(check: Check, { problem, gathered, judging, disabled }: Evidence): Verdict {
  if (disabled) return noVerdict('disabled_by_operator', 'switched off in checks.disabled');
  if (problem !== null) return noVerdict('provider_unavailable', problem.what);
  for (const need of check.needs) {
    const fact = gathered.get(need);
    if (fact === undefined) return noVerdict('evidence_incomplete', `${need} was not gathered`);
    if (fact instanceof Error) return fromError(fact);
  }
  try {
    // Every fact that the check needs was found above.
    return check.evaluate(Object.fromEntries(gathered) as unknown as Facts, judging);
  } catch (error) {
    return noVerdict('evidence_incomplete', `the check failed: ${reasonOf(error)}`);
  }
}

function fromError(error: Error): Verdict {
  const code = error instanceof OperatorError ? error.code : '';
  if (code === 'NOT_APPLICABLE')
    return { status: 'not_applicable', reason: 'not_applicable', sentence: error.message };
  return noVerdict(reasonBehind(error), error.message);
}

function noVerdict(reason: Reason, sentence: string): Verdict {
  return { status: 'not_evaluated', reason, sentence };
}

function judgingOf({ settings, clock }: RunTools, provider: Provider, check: Check): Judging {
  const now = clock.now();
  return {
    now,
    connection: provider.id,
    kind: provider.kind,
    breakGlass: settings.breakGlass.filter(({ connection }) => connection === provider.id),
    threshold: (name) => {
      const threshold = check.thresholds[name];
      if (threshold === undefined) throw new Error(`${check.id} has no threshold ${name}`);
      return settings.checks.thresholds[name] ?? threshold.value;
    },
    excepted: (subject) =>
      settings.checks.exceptions.some((e) => e.check === check.id && e.subject === subject && e.until >= now),
    sensitive: (name) =>
      settings.watch.groups.some(
        ({ connection, group, as }) =>
          connection === provider.id && as === 'sensitive' && matches(group, name),
      ),
  };
}

/** Scheduled work that is switched off is not late. Two slots may pass, weekends included, before silence is a finding. */
function intervalsOf({ schedules }: Settings, connection: string): ReadonlyMap<string, number> {
  const entries: [string, number][] = [];
  if (schedules.sync !== null) entries.push([`sync:${connection}`, HOUR_MS]);
  if (schedules.checks !== null) entries.push(['checks', 2 * DAY_MS]);
  return new Map(entries);
}

function summarise(results: readonly CheckResult[]): Record<CheckStatus, number> {
  const summary = { pass: 0, fail: 0, not_applicable: 0, not_evaluated: 0 };
  for (const { status } of results) summary[status] += 1;
  return summary;
}
