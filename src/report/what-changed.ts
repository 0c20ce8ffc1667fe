import { type CheckRun, type Finding, severities } from '../domain/finding.ts';
import { escapeHtml } from './escape-html.ts';

/** Named at once; the rest stands with its check. */
const NAMED = 20;

/** What is new and what is gone since the last run: the first thing a reader of many reports wants. */
export function whatChanged({ results }: CheckRun): string {
  const all = results
    .flatMap(({ findings }) => findings)
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const opened = all.filter(({ state }) => state === 'opened');
  const resolved = all.filter(({ state }) => state === 'resolved');
  const said =
    opened.length + resolved.length === 0
      ? '<p>Nothing since the last run.</p>'
      : `${list('New', opened)}${list('Resolved', resolved)}`;
  return `<section class="changes" aria-labelledby="changes-title"><h2 id="changes-title">What changed</h2>${said}</section>`;
}

function list(name: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const items = findings.slice(0, NAMED).map(item);
  const rest = findings.length - items.length;
  const more = rest > 0 ? `<li>and ${rest} more below</li>` : '';
  return `<h3>${name} <small>${findings.length}</small></h3><ul>${items.join('')}${more}</ul>`;
}

function item({ severity, subject, message, check, connection }: Finding): string {
  return `<li><span class="severity ${severity}">${severity}</span> <bdi>${escapeHtml(subject)}</bdi>: <bdi>${escapeHtml(message)}</bdi> <small>${escapeHtml(check)} · ${escapeHtml(connection)}</small></li>`;
}
