import type { CheckResult, CheckRun, Finding } from '../domain/finding.ts';
import { csvCell } from '../lib/csv.ts';
import { type Acceptance, acceptanceOf } from './accepted.ts';
import { readableDay } from './words.ts';

const columns = [
  'connection',
  'check',
  'severity',
  'state',
  'subject',
  'message',
  'fix',
  'since',
  'owner',
  'due',
  'note',
] as const;

type Row = Partial<Record<(typeof columns)[number], string>>;

/**
 * Findings for a spreadsheet, with columns for an owner and a date: an action plan. Accepted findings name who accepted
 * them until when. What was not evaluated is a line too.
 */
export function renderCsv(run: CheckRun, accepted: readonly Acceptance[]): string {
  const rows = run.results.flatMap((result) => rowsOf(result, accepted));
  const lines = rows.map((row) => columns.map((column) => csvCell(row[column] ?? '')));
  return [columns, ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}

function rowsOf(
  { connection, check, severity, status, because, findings }: CheckResult,
  accepted: readonly Acceptance[],
): Row[] {
  if (status === 'not_evaluated')
    return [{ connection, check, severity, state: 'not_evaluated', message: because ?? '' }];
  return findings.map((finding) => rowOf(finding, acceptanceOf(finding, accepted)));
}

function rowOf(finding: Finding, acceptance: Acceptance | undefined): Row {
  const { connection, check, severity, state, subject, message, fix, since } = finding;
  const by =
    acceptance === undefined
      ? {}
      : { owner: acceptance.owner, due: readableDay(acceptance.until), note: acceptance.reason };
  return { connection, check, severity, state, subject, message, fix, since: since.toISOString(), ...by };
}
