import { scores } from '../../checks/health.ts';
import {
  byGravity,
  type CheckResult,
  type CheckRun,
  type Finding,
  firstSeen,
  isNew,
  isOpen,
  isWorse,
  passesByAcceptance,
  severities,
  severityOf,
  worseWords,
} from '../../domain/finding.ts';
import { checkDetail } from './check-detail.ts';
import { lines } from './fold.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { label } from './modal.ts';
import { type Fold, within } from './room.ts';
import { cut, percent } from './text.ts';

/** Findings named in the message itself; the rest stands in its thread. */
const NAMED = 8;

/**
 * The report of a run: what changed first, then the numbers, then what could not be judged; every finding in the thread.
 * `rest` says where whatever has no room can be read.
 */
export function checkReport(run: CheckRun, rest = ', each in the thread'): Posted {
  const all = run.results.flatMap((result) => result.findings.map((finding) => ({ finding, result })));
  const opened = all.filter(({ finding, result }) => isNew(finding, result)).toSorted(bySeverity);
  const worse = all.filter(({ finding }) => isWorse(finding)).toSorted(bySeverity);
  const resolved = all.filter(({ finding }) => finding.state === 'resolved');
  const standing = all.filter(({ finding }) => finding.state === 'standing');
  const { health, coverage } = scores(run);
  const names = run.connections
    .map(({ id, reachable }) => (reachable ? id : `${id} (unreachable)`))
    .join(', ');
  const failing = run.results.filter(({ status }) => status === 'fail').toSorted(byGravity);
  const blocks = within([
    { type: 'header', text: { type: 'plain_text', text: label(`Identity health: ${names}`, 150) } },
    section(
      `*health ${percent(health)}*   *coverage ${percent(coverage)}*\n▲ ${opened.length} new${worse.length === 0 ? '' : `   ↑ ${worse.length} worse`}   ✔ ${resolved.length} resolved   ${standing.length} standing`,
    ),
    lines(
      opened.slice(0, NAMED).map(({ finding, result }) => `*NEW* ${line(finding, result)}`),
      3,
      { total: opened.length, where: ` new findings${rest}` },
    ),
    lines(
      worse
        .slice(0, NAMED)
        .map((each) => `*WORSE* ${line(each.finding, each.result)}, ${worseWords(each.finding)}`),
      3,
      { total: worse.length, where: ` worse than before${rest}` },
    ),
    lines(run.results.filter((result) => firstSeen(result) > 0).map(seenFirst), 3),
    lines(
      resolved.slice(0, NAMED).map(({ finding, result }) => `✔ ${line(finding, result)}`),
      3,
      { total: resolved.length, where: ' resolved' },
    ),
    lines(failing.map(failingLine), 3, { where: ` failing checks${rest}` }),
    ...notEvaluated(run.results),
    context(
      `${onlyOf(run)}as of ${run.finishedAt.toISOString()} · ${run.summary.pass} pass${acceptedOf(run)}, ${run.summary.fail} fail, ${run.summary.not_applicable} not applicable, ${run.summary.not_evaluated} not evaluated`,
    ),
  ]);
  const text = `Identity health of ${cut(names, 500)}: ${run.summary.fail} failing, ${opened.length} new, ${worse.length} worse, ${resolved.length} resolved, ${run.summary.not_evaluated} not evaluated`;
  return { text, blocks, thread: failing.map(checkDetail) };
}

/** A few checks are no picture of the whole. */
function onlyOf({ only }: CheckRun): string {
  return only === null ? '' : `only ${cut(only.join(', '), 300)} · `;
}

function acceptedOf({ results }: CheckRun): string {
  const count = results.filter(passesByAcceptance).length;
  return count === 0 ? '' : ` (${count} by accepted findings alone)`;
}

type Listed = { readonly finding: Finding; readonly result: CheckResult };

function bySeverity(a: Listed, b: Listed): number {
  return severities.indexOf(a.finding.severity) - severities.indexOf(b.finding.severity);
}

function line(finding: Finding, { connection }: CheckResult): string {
  return `${finding.severity} · ${cut(finding.subject, 80)}: ${cut(finding.message, 200)} (${finding.check}, ${connection})`;
}

function failingLine(result: CheckResult): string {
  const { title, check, connection, findings } = result;
  const count = findings.filter(isOpen).length;
  return `✗ ${severityOf(result)} · ${cut(title, 150)} (\`${check}\`, ${connection}): ${count}`;
}

/** Not new in the directory: the last report could not look. */
function seenFirst(result: CheckResult): string {
  return `◇ ${firstSeen(result)} seen for the first time by \`${result.check}\` (${result.connection}), which gave no verdict in the last report`;
}

function notEvaluated(results: readonly CheckResult[]): readonly (Block | Fold)[] {
  const blind = results.filter(({ status }) => status === 'not_evaluated');
  if (blind.length === 0) return [];
  return [
    section('*Not evaluated*'),
    lines(
      blind.map(
        ({ check, connection, because }) => `? \`${check}\` (${connection}): ${cut(because ?? '', 200)}`,
      ),
      3,
      { where: ': `lockstep checks run` names them all' },
    ),
  ];
}
