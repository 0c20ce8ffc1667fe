import type { Check } from '../checks/check.ts';
import {
  type CheckResult,
  type Finding,
  type FindingState,
  isNew,
  isWorse,
  passesByAcceptance,
  severityOf,
  worseWords,
} from '../domain/finding.ts';
import type { Source } from '../domain/threshold.ts';
import { type Acceptance, acceptanceOf } from './accepted.ts';
import { escapeHtml } from './escape-html.ts';
import { readableDay } from './words.ts';

interface Context {
  /** What was judged with where it differs from the default. */
  readonly thresholds: Readonly<Record<string, number>>;
  readonly accepted: readonly Acceptance[];
}

const stateWords: Readonly<Record<FindingState, string>> = {
  opened: 'new',
  standing: 'standing',
  resolved: 'resolved',
  accepted: 'accepted',
};
const sourceWords: Readonly<Record<Source, string>> = {
  cis: 'CIS',
  microsoft: 'Microsoft',
  cisa: 'CISA',
  stig: 'STIG',
  okta: 'Okta',
  ours: 'Lockstep',
};

/** One verdict: open when it fails, folded otherwise; everything an auditor asks next is inside. */
export function checkCard(result: CheckResult, check: Check | undefined, context: Context): string {
  const severity = severityOf(result);
  const ref = check === undefined ? '' : `${escapeHtml(check.ref)} · `;
  const accepted = passesByAcceptance(result) ? ' · <b>accepted</b>' : '';
  return `<details class="${result.status}"${result.status === 'fail' ? ' open' : ''}><summary><h3><span class="severity ${severity}">${severity}</span> ${escapeHtml(result.title)} <small>${ref}${escapeHtml(result.check)} · ${escapeHtml(result.connection)}${accepted}</small></h3></summary>
${because(result)}${findingTable(result, context.accepted)}${advice(result, check)}${thresholdTable(check, context.thresholds)}${evidence(result)}</details>`;
}

function because({ because: reason, status }: CheckResult): string {
  if (reason === null) return '';
  const word = status === 'not_applicable' ? 'Not applicable' : 'Not evaluated';
  return `<p><b>${word}</b> ${escapeHtml(reason)}</p>`;
}

function findingTable(result: CheckResult, accepted: readonly Acceptance[]): string {
  const { findings } = result;
  if (findings.length === 0) return '';
  const rows = findings.map((finding) => row(finding, wordOf(finding, result), accepted));
  return `<table class="findings"><thead><tr><th scope="col">State</th><th scope="col">Severity</th><th scope="col">Subject</th><th scope="col">What</th><th scope="col">Since</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function wordOf(finding: Finding, result: CheckResult): string {
  if (isWorse(finding)) return `worse, ${worseWords(finding)}`;
  const first = finding.state === 'opened' && !isNew(finding, result);
  return first ? 'seen first' : stateWords[finding.state];
}

function row(finding: Finding, word: string, accepted: readonly Acceptance[]): string {
  const { state, severity, subject, message, since } = finding;
  const acceptance = acceptanceOf(finding, accepted);
  const by =
    acceptance === undefined
      ? ''
      : `<br><small>accepted by <bdi>${escapeHtml(acceptance.owner)}</bdi> until ${readableDay(acceptance.until)}: <bdi>${escapeHtml(acceptance.reason)}</bdi></small>`;
  return `<tr class="${state}"><td>${word}</td><td><span class="severity ${severity}">${severity}</span></td><td><bdi>${escapeHtml(subject)}</bdi></td><td><bdi>${escapeHtml(message)}</bdi>${by}</td><td class="day">${readableDay(since)}</td></tr>`;
}

/** The fixes that the findings name, each once; otherwise the check's own. */
function advice({ findings }: CheckResult, check: Check | undefined): string {
  const named = findings.filter(({ state }) => state !== 'resolved').map(({ fix }) => fix);
  const fixes = [...new Set(named.length > 0 || check === undefined ? named : [check.fix])];
  const why = check === undefined ? '' : `<p><b>Why</b> ${escapeHtml(check.why)}</p>`;
  return `${why}${fixes.map((fix) => `<p><b>Fix</b> ${escapeHtml(fix)}</p>`).join('')}`;
}

/** With what numbers it was judged, and whose they are. */
function thresholdTable(check: Check | undefined, overrides: Readonly<Record<string, number>>): string {
  const entries = Object.entries(check?.thresholds ?? {});
  if (entries.length === 0) return '';
  const rows = entries.map(([name, { value, unit, source, why }]) => {
    const used = overrides[name] ?? value;
    const whose =
      used === value
        ? sourceWords[source]
        : `set in lockstep.yaml; the default ${value} is from ${sourceWords[source]}`;
    return `<tr><td><code>${escapeHtml(name)}</code></td><td>${used} ${escapeHtml(unit)}</td><td>${whose}</td><td>${escapeHtml(why)}</td></tr>`;
  });
  return `<table class="thresholds"><thead><tr><th scope="col">Threshold</th><th scope="col">Value</th><th scope="col">Whose</th><th scope="col">Why</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function evidence({ population, coverage }: CheckResult): string {
  const parts = [population, coverage].filter((text) => text !== null);
  return parts.length === 0 ? '' : `<p><b>Evidence</b> <bdi>${parts.map(escapeHtml).join('; ')}</bdi></p>`;
}
