import type { Check } from '../checks/check.ts';
import { byGravity, type CheckRun, type CheckStatus, isOpen } from '../domain/finding.ts';
import type { RunSummary } from '../store/runs.ts';
import type { Acceptance } from './accepted.ts';
import { checkCard } from './check-card.ts';
import { escapeHtml } from './escape-html.ts';
import { scoreCards, severityTable } from './score.ts';
import { style } from './style.ts';
import { trendFigure } from './trend.ts';
import { whatChanged } from './what-changed.ts';
import { readableTime } from './words.ts';

export interface ReportInput {
  readonly run: CheckRun;
  /** Newest first, this run included. */
  readonly trend: readonly RunSummary[];
  readonly catalogue: readonly Check[];
  /** `checks.thresholds` of lockstep.yaml: what was judged with where it differs from the default. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly accepted: readonly Acceptance[];
}

const titles: Readonly<Record<CheckStatus, string>> = {
  fail: 'Failing',
  not_evaluated: 'Not evaluated',
  pass: 'Passing',
  not_applicable: 'Not applicable',
};
const order: readonly CheckStatus[] = ['fail', 'not_evaluated', 'pass', 'not_applicable'];

/** One HTML file that needs nothing else: no script, no network; it prints, follows light and dark, and works by keyboard. */
export function renderHtml(input: ReportInput): string {
  const { run, trend } = input;
  const latest = trend.find(({ runId }) => runId === run.runId);
  const present = order.filter((status) => run.results.some((result) => result.status === status));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Identity health, ${readableTime(run.finishedAt)}</title><style>${style}</style></head><body>
<a class="skip" href="#findings">Skip to the findings</a>
<header><h1>Identity health${atRisk(run)}</h1><p>${connectionsOf(run)} · ${onlyOf(run)}as of <time datetime="${run.finishedAt.toISOString()}">${readableTime(run.finishedAt)}</time></p></header>
<main>${scoreCards(run, latest)}
${severityTable(run)}
${trendFigure(trend, latest?.judged ?? [])}
${whatChanged(run)}
<nav aria-label="Sections"><ul>${present.map((status) => link(run, status)).join('')}</ul></nav>
<div id="findings" tabindex="-1">${present.map((status) => section(input, status)).join('\n')}</div></main>
<footer><p>Run ${escapeHtml(run.runId)}, begun ${readableTime(run.startedAt)}. Health is the share of passing checks among those that were evaluated, weighed critical 10, high 5, medium 2, low 1. Coverage is the share of applicable checks that were evaluated. Missing evidence never counts as a pass. Accepted findings are listed with who accepted them until when, and do not count as failing; a check that passes only because of them counts in coverage, not in health.</p></footer>
</body></html>
`;
}

/** Whatever the percentage says. */
function atRisk({ results }: CheckRun): string {
  const critical = results.some(({ findings }) =>
    findings.some((finding) => isOpen(finding) && finding.severity === 'critical'),
  );
  return critical ? ' <span class="risk">at risk: a critical finding is open</span>' : '';
}

/** A few checks are no picture of the whole. */
function onlyOf({ only }: CheckRun): string {
  return only === null ? '' : `only ${escapeHtml(only.join(', '))} · `;
}

function connectionsOf({ connections }: CheckRun): string {
  return connections
    .map(({ id, reachable }) => escapeHtml(reachable ? id : `${id} (unreachable: nothing of it was judged)`))
    .join(', ');
}

function link({ results }: CheckRun, status: CheckStatus): string {
  const count = results.filter((result) => result.status === status).length;
  return `<li><a href="#${status}">${titles[status]} <small>${count}</small></a></li>`;
}

function section(input: ReportInput, status: CheckStatus): string {
  const results = input.run.results.filter((result) => result.status === status).toSorted(byGravity);
  const byId = new Map(input.catalogue.map((check) => [check.id, check]));
  const cards = results.map((result) => checkCard(result, byId.get(result.check), input));
  return `<section id="${status}" aria-labelledby="${status}-title"><h2 id="${status}-title">${titles[status]} <small>${results.length}</small></h2>${cards.join('\n')}</section>`;
}
