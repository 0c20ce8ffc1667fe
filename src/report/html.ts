import type { Check } from '../checks/check.ts';
import { type CheckResult, type CheckRun, type CheckStatus, severities } from '../domain/finding.ts';
import type { RunSummary } from '../store/runs.ts';
import { escapeHtml } from './escape-html.ts';
import { style } from './style.ts';
import { trendLine } from './trend.ts';

export interface ReportInput {
  readonly run: CheckRun;
  /** Newest first, this run included. */
  readonly trend: readonly RunSummary[];
  readonly catalogue: readonly Check[];
}

const words: Readonly<Record<CheckStatus, string>> = {
  fail: 'Failing',
  not_evaluated: 'Not evaluated',
  pass: 'Passing',
  not_applicable: 'Not applicable',
};
const order: readonly CheckStatus[] = ['fail', 'not_evaluated', 'pass', 'not_applicable'];

/** One HTML file that needs nothing else: no script, no network; it prints, follows light and dark, and works by keyboard. */
export function renderHtml({ run, trend, catalogue }: ReportInput): string {
  const byId = new Map(catalogue.map((check) => [check.id, check]));
  const sections = order.map((status) =>
    section(
      status,
      run.results.filter((result) => result.status === status),
      byId,
    ),
  );
  const latest = trend.find(({ runId }) => runId === run.runId);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Identity health, ${escapeHtml(run.finishedAt.toISOString())}</title><style>${style}</style></head><body>
<header><h1>Identity health</h1><p>${escapeHtml(run.connections.map(({ id, reachable }) => (reachable ? id : `${id} (unreachable)`)).join(', '))} · as of <time>${run.finishedAt.toISOString()}</time></p></header>
<main><div class="scores">${score('Health', latest?.health ?? null)}${score('Coverage', latest?.coverage ?? null)}${age(run)}</div>
${trendLine(trend)}
${sections.join('\n')}</main>
<footer><p>Run ${escapeHtml(run.runId)}. Health weighs critical 10, high 5, medium 2, low 1 among what was evaluated; coverage is the share of applicable checks that were evaluated. Accepted findings are listed, not counted as failing.</p></footer>
</body></html>
`;
}

function score(name: string, share: number | null): string {
  return `<div class="score"><b>${share === null ? 'n/a' : `${Math.round(share * 100)} %`}</b><span>${name}</span></div>`;
}

/** How long the severe findings have stood, at the median. */
function age(run: CheckRun): string {
  const days = run.results
    .flatMap(({ findings }) => findings)
    .filter(
      ({ severity, state }) =>
        (severity === 'critical' || severity === 'high') && (state === 'opened' || state === 'standing'),
    )
    .map(({ since }) => Math.floor((run.finishedAt.getTime() - since.getTime()) / 86_400_000))
    .toSorted((a, b) => a - b);
  const median = days[Math.floor(days.length / 2)];
  return `<div class="score"><b>${median === undefined ? 'none' : `${median} d`}</b><span>Age of severe findings</span></div>`;
}

function section(
  status: CheckStatus,
  results: readonly CheckResult[],
  byId: ReadonlyMap<string, Check>,
): string {
  if (results.length === 0) return '';
  const sorted = results.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  return `<section><h2>${words[status]} <small>${results.length}</small></h2>${sorted.map((result) => card(result, byId.get(result.check))).join('\n')}</section>`;
}

function card(result: CheckResult, check: Check | undefined): string {
  const facts = [result.because, result.population, result.coverage].filter((text) => text !== null);
  return `<details class="${result.status}"${result.status === 'fail' ? ' open' : ''}><summary><span class="severity ${result.severity}">${result.severity}</span> ${escapeHtml(result.title)} <small>${escapeHtml(result.check)} · ${escapeHtml(result.connection)}</small></summary>
${facts.map((text) => `<p>${escapeHtml(text)}</p>`).join('')}${findings(result)}${check === undefined ? '' : about(check)}</details>`;
}

function findings(result: CheckResult): string {
  if (result.findings.length === 0) return '';
  const rows = result.findings.map(
    (f) =>
      `<tr class="${f.state}"><td>${f.state}</td><td>${f.severity}</td><td><bdi>${escapeHtml(f.subject)}</bdi></td><td>${escapeHtml(f.message)}</td><td><time>${f.since.toISOString().slice(0, 10)}</time></td></tr>`,
  );
  return `<table><thead><tr><th>State</th><th>Severity</th><th>Subject</th><th>What</th><th>Since</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function about(check: Check): string {
  const thresholds = Object.entries(check.thresholds).map(
    ([name, { value, unit, source, why }]) =>
      `<li><code>${escapeHtml(name)}</code> ${value} ${escapeHtml(unit)} (${source}: ${escapeHtml(why)})</li>`,
  );
  return `<p><b>Why</b> ${escapeHtml(check.why)}</p><p><b>Fix</b> ${escapeHtml(check.fix)}</p>${thresholds.length === 0 ? '' : `<ul>${thresholds.join('')}</ul>`}`;
}
