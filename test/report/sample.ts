import { scores } from '../../src/checks/health.ts';
import { checks } from '../../src/checks/index.ts';
import type { CheckResult, CheckRun, Finding } from '../../src/domain/finding.ts';
import type { ReportInput } from '../../src/report/html.ts';
import type { RunSummary } from '../../src/store/runs.ts';

export const finishedAt = new Date('2026-11-24T07:00:00Z');

export function daysAgo(days: number): Date {
  return new Date(finishedAt.getTime() - days * 86_400_000);
}

export function findingOf(change: Partial<Finding> = {}): Finding {
  const { check = 'mfa-weak-only', connection = 'okta', subject = 'hedy@acme.test' } = change;
  return {
    key: `${check}:${connection}:${subject}`,
    check,
    connection,
    severity: 'medium',
    subject,
    message: 'only sms',
    fix: 'Move these people to an app or a passkey.',
    state: 'standing',
    since: daysAgo(10),
    ...change,
  };
}

export function resultOf(change: Partial<CheckResult> = {}): CheckResult {
  const { check = 'mfa-weak-only' } = change;
  const known = checks.find(({ id }) => id === check);
  return {
    check,
    title: known?.title ?? 'A thing is wrong',
    connection: 'okta',
    severity: known?.severity ?? 'medium',
    status: 'fail',
    because: null,
    population: '118 members; left out: 2 break-glass',
    coverage: 'factors of 96 of 118 accounts, oldest 3 h',
    findings: [],
    ...change,
  };
}

export function runOf(results: readonly CheckResult[], change: Partial<CheckRun> = {}): CheckRun {
  const summary = { pass: 0, fail: 0, not_applicable: 0, not_evaluated: 0 };
  for (const { status } of results) summary[status] += 1;
  return {
    runId: 'run_now',
    startedAt: new Date(finishedAt.getTime() - 2000),
    finishedAt,
    connections: [{ id: 'okta', kind: 'okta', reachable: true }],
    only: null,
    summary,
    results,
    ...change,
  };
}

export function summaryOf(run: CheckRun, change: Partial<RunSummary> = {}): RunSummary {
  const judged = run.results.map(({ check, connection }) => `${check}@${connection}`).toSorted();
  const { runId, startedAt, summary } = run;
  return { runId, startedAt, finishedAt: run.finishedAt, summary, judged, ...scores(run), ...change };
}

export function inputOf(results: readonly CheckResult[], change: Partial<ReportInput> = {}): ReportInput {
  const run = runOf(results);
  return { run, trend: [summaryOf(run)], catalogue: checks, thresholds: {}, accepted: [], ...change };
}
