import { writeFile } from 'node:fs/promises';
import type { App } from '../../app.ts';
import { scores } from '../../checks/health.ts';
import { checks } from '../../checks/index.ts';
import { runChecks } from '../../checks/run.ts';
import { type CheckRun, isOpen, type Severity, severities } from '../../domain/finding.ts';
import { nearest } from '../../lib/nearest.ts';
import { OperatorError, reasonOf } from '../../lib/operator-error.ts';
import { renderCsv } from '../../report/csv.ts';
import { renderHtml } from '../../report/html.ts';
import { toJson } from '../../report/json.ts';
import { listRunSummaries, summaryOf } from '../../store/runs.ts';
import { type Args, type CliTools, type Command, exit, text } from '../command.ts';
import { printRun } from '../print-run.ts';
import { syncWhatIsNeeded } from '../sync-what-is-needed.ts';
import { withApp } from '../with-app.ts';
import { nothingConnected } from './sync.ts';

/** Twelve weeks of working days. */
const TREND_RUNS = 60;

export default {
  name: 'checks run',
  summary: 'judge the connected directories now',
  usage: 'checks run [--only ID] [--json] [--html FILE] [--csv FILE] [--fail-on SEVERITY]',
  options: {
    only: { type: 'string' },
    json: { type: 'boolean' },
    html: { type: 'string' },
    csv: { type: 'string' },
    'fail-on': { type: 'string' },
  },
  optionHelp: {
    '--only ID': 'one check (or several, separated by commas)',
    '--json': 'one JSON object on stdout and nothing else',
    '--html FILE': 'write a report for people',
    '--csv FILE': 'write the findings for a spreadsheet',
    '--fail-on SEVERITY': 'exit 1 from this severity on: critical, high (default), medium or low',
  },
  run: async (tools, args) => {
    const only = readOnly(args);
    return await withApp(tools, async (app) => {
      if (app.providers.length === 0) throw nothingConnected();
      const failOn = readFailOn(args) ?? app.config.settings.checks.failOn;
      await syncWhatIsNeeded(tools, app, only);
      const run = await judge(tools, app, only);
      // Said first: a file that cannot be written must not take hours of judging with it.
      if (args.values['json'] === true) tools.terminal.out(JSON.stringify(toJson(run)));
      else printRun(tools.terminal, run);
      await writeReports(app, run, args);
      return exitCodeOf(run, failOn);
    });
  },
} satisfies Command;

async function judge(tools: CliTools, app: App, only: readonly string[] | undefined): Promise<CheckRun> {
  return await runChecks(
    {
      db: app.store.db,
      clock: app.clock,
      providers: app.providers,
      settings: app.config.settings,
      log: app.log,
      progress: ({ done, total, what }) =>
        tools.terminal.progress(`${done}/${total} ${what}`, done === total),
    },
    only === undefined ? {} : { only },
  );
}

async function writeReports(app: App, run: CheckRun, args: Args): Promise<void> {
  const html = text(args, 'html');
  const csv = text(args, 'csv');
  const { thresholds, exceptions: accepted } = app.config.settings.checks;
  if (html !== undefined) {
    const full = await listRunSummaries(app.store.db, TREND_RUNS);
    const trend = run.only === null ? full : [summaryOf(run, scores(run)), ...full];
    await writeReport(html, renderHtml({ run, trend, catalogue: checks, thresholds, accepted }));
  }
  if (csv !== undefined) await writeReport(csv, renderCsv(run, accepted));
}

async function writeReport(path: string, report: string): Promise<void> {
  try {
    await writeFile(path, report);
  } catch (error) {
    throw new OperatorError(
      'FILE_NOT_WRITTEN',
      `the report could not be written: ${reasonOf(error)}`,
      'Name a file in a folder that exists and may be written.',
      error,
    );
  }
}

/** 1: a failure at or above `failOn`; 2: none, but something could not be evaluated; 0: all judged. */
export function exitCodeOf(run: CheckRun, failOn: Severity): number {
  const limit = severities.indexOf(failOn);
  const failed = run.results.some(({ findings }) =>
    findings.some((finding) => isOpen(finding) && severities.indexOf(finding.severity) <= limit),
  );
  if (failed) return exit.failed;
  return run.summary.not_evaluated > 0 ? exit.notEvaluated : exit.ok;
}

function readOnly(args: Args): readonly string[] | undefined {
  const only = text(args, 'only')
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (only?.length === 0)
    throw new OperatorError('USAGE', '--only names no check', 'Run `lockstep checks list`.');
  for (const id of only ?? []) {
    if (checks.some((check) => check.id === id)) continue;
    const close = nearest(
      id,
      checks.map((check) => check.id),
    );
    const next = close === undefined ? 'Run `lockstep checks list`.' : `Did you mean ${close}?`;
    throw new OperatorError('USAGE', `there is no check ${id}`, next);
  }
  return only;
}

function readFailOn(args: Args): Severity | undefined {
  const asked = text(args, 'fail-on');
  if (asked === undefined) return undefined;
  const severity = severities.find((name) => name === asked);
  if (severity !== undefined) return severity;
  throw new OperatorError('USAGE', `there is no severity ${asked}`, `Use one of ${severities.join(', ')}.`);
}
