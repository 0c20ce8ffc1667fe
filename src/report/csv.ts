import type { CheckRun } from '../domain/finding.ts';
import { csvCell } from '../lib/csv.ts';

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
];

/** Findings for a spreadsheet, with empty columns for an owner and a date: an action plan. What was not evaluated is a line too. */
export function renderCsv(run: CheckRun): string {
  const lines = run.results.flatMap((result) => {
    const { connection, check, severity } = result;
    if (result.status === 'not_evaluated')
      return [[connection, check, severity, 'not_evaluated', '', result.because ?? '', '', '', '', '']];
    return result.findings.map((f) => [
      connection,
      check,
      f.severity,
      f.state,
      f.subject,
      f.message,
      f.fix,
      f.since.toISOString(),
      '',
      '',
    ]);
  });
  return [columns, ...lines].map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}
