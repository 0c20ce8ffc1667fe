import {
  type CheckResult,
  type CheckRun,
  type Finding,
  isNew,
  isOpen,
  passesByAcceptance,
  severities,
} from '../domain/finding.ts';
import { DAY_MS } from '../lib/clock.ts';
import type { RunSummary } from '../store/runs.ts';
import { counted, percent } from './words.ts';

/** Three numbers side by side, because each alone would flatter: health, coverage, and how long severe findings stand. */
export function scoreCards(run: CheckRun, scores: RunSummary | undefined): string {
  const { pass, fail, not_evaluated } = run.summary;
  const accepted = run.results.filter(passesByAcceptance).length;
  const byItself = `${counted(pass - accepted, 'check')} passing, ${fail} failing`;
  const days = severeAges(run);
  const median = days[Math.floor(days.length / 2)];
  return `<dl class="scores">${card('Health', percent(scores?.health ?? null), accepted === 0 ? byItself : `${byItself}, ${accepted} accepted`)}${card(
    'Coverage',
    percent(scores?.coverage ?? null),
    `${counted(not_evaluated, 'check')} could not be evaluated`,
  )}${card(
    'Age',
    median === undefined ? 'none' : counted(median, 'day'),
    median === undefined
      ? 'no critical or high finding is open'
      : `median over ${counted(days.length, 'open critical or high finding')}`,
  )}</dl>`;
}

function card(name: string, value: string, what: string): string {
  return `<div><dt>${name}</dt><dd><b>${value}</b><small>${what}</small></dd></div>`;
}

/** Whole days, ascending. */
function severeAges({ results, finishedAt }: CheckRun): readonly number[] {
  return results
    .flatMap(({ findings }) => findings)
    .filter((finding) => isOpen(finding) && (finding.severity === 'critical' || finding.severity === 'high'))
    .map(({ since }) => Math.floor((finishedAt.getTime() - since.getTime()) / DAY_MS))
    .toSorted((a, b) => a - b);
}

/** How many findings there are of each severity, by what became of them. */
export function severityTable({ results }: CheckRun): string {
  const all = results.flatMap((result) =>
    result.findings.map((finding) => ({ severity: finding.severity, column: columnOf(finding, result) })),
  );
  if (all.length === 0) return '';
  const count = (severity: string, state: string): number =>
    all.filter((each) => each.severity === severity && each.column === state).length;
  const rows = severities.map((severity) => {
    const cells = states.map((state) => `<td>${count(severity, state) || '·'}</td>`).join('');
    return `<tr><th scope="row"><span class="severity ${severity}">${severity}</span></th>${cells}</tr>`;
  });
  return `<table class="counts"><caption>Findings</caption><thead><tr><th scope="col">Severity</th>${states.map((state) => `<th scope="col">${state}</th>`).join('')}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

const states = ['new', 'seen first', 'standing', 'accepted', 'resolved'] as const;

function columnOf(finding: Finding, result: CheckResult): (typeof states)[number] {
  if (finding.state !== 'opened') return finding.state;
  return isNew(finding, result) ? 'new' : 'seen first';
}
