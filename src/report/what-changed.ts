import {
  type CheckRun,
  type Finding,
  firstSeen,
  isNew,
  isWorse,
  severities,
  worseWords,
} from '../domain/finding.ts';
import { escapeHtml } from './escape-html.ts';

/** Named at once; the rest stands with its check. */
const NAMED = 20;

/** What is new, worse and gone since the last run: the first thing a reader of many reports wants. */
export function whatChanged({ results }: CheckRun): string {
  const bySeverity = (a: Finding, b: Finding): number =>
    severities.indexOf(a.severity) - severities.indexOf(b.severity);
  const opened = results.flatMap((result) => result.findings.filter((each) => isNew(each, result)));
  const worse = results.flatMap(({ findings }) => findings.filter(isWorse));
  const resolved = results.flatMap(({ findings }) => findings.filter(({ state }) => state === 'resolved'));
  const changes = `${list('New', opened.toSorted(bySeverity))}${list('Worse', worse.toSorted(bySeverity))}${seenFirst(results)}${list('Resolved', resolved.toSorted(bySeverity))}`;
  const said = changes === '' ? '<p>Nothing since the last run.</p>' : changes;
  return `<section class="changes" aria-labelledby="changes-title"><h2 id="changes-title">What changed</h2>${said}</section>`;
}

/** Not new in the directory: the last report could not look. */
function seenFirst(results: CheckRun['results']): string {
  const seen = results.filter((result) => firstSeen(result) > 0);
  if (seen.length === 0) return '';
  const items = seen.map(
    (result) =>
      `<li>${firstSeen(result)} by ${escapeHtml(result.check)} <small>${escapeHtml(result.connection)}</small></li>`,
  );
  return `<h3>Seen for the first time <small>these checks gave no verdict in the last report</small></h3><ul>${items.join('')}</ul>`;
}

function list(name: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const items = findings.slice(0, NAMED).map(item);
  const rest = findings.length - items.length;
  const more = rest > 0 ? `<li>and ${rest} more below</li>` : '';
  return `<h3>${name} <small>${findings.length}</small></h3><ul>${items.join('')}${more}</ul>`;
}

function item(finding: Finding): string {
  const { severity, subject, message, check, connection } = finding;
  const why = isWorse(finding) ? ` (${worseWords(finding)})` : '';
  return `<li><span class="severity ${severity}">${severity}</span> <bdi>${escapeHtml(subject)}</bdi>: <bdi>${escapeHtml(message)}</bdi>${why} <small>${escapeHtml(check)} · ${escapeHtml(connection)}</small></li>`;
}
