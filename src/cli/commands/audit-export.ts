import { z } from 'zod';
import { csvCell } from '../../lib/csv.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { type AuditEntry, readAudit } from '../../store/audit.ts';
import { type Args, type Command, exit, text } from '../command.ts';
import { withApp } from '../with-app.ts';

export default {
  name: 'audit export',
  summary: 'print the audit log, oldest entry first',
  usage: 'audit export [--since DATE] [--format jsonl|csv]',
  options: { since: { type: 'string' }, format: { type: 'string', default: 'jsonl' } },
  optionHelp: {
    '--since DATE': 'only entries from then on, e.g. 2026-01-31',
    '--format': 'jsonl (default) or csv',
  },
  run: async (tools, args) => {
    const since = readSince(args);
    const format = text(args, 'format') ?? 'jsonl';
    const print = printers[format];
    if (print === undefined)
      throw new OperatorError('USAGE', `there is no format ${format}`, 'Use jsonl or csv.');
    return await withApp(tools, async ({ store }) => {
      if (format === 'csv') tools.terminal.out(columns.join(','));
      for await (const entry of readAudit(store.db, since === undefined ? {} : { since })) {
        tools.terminal.out(print(entry));
      }
      return exit.ok;
    });
  },
} satisfies Command;

/** Not what Date makes of it: it takes 2026-02-31 for a day in March, and 7 for a July. */
const day = z.union([z.iso.date(), z.iso.datetime({ offset: true })]);

const columns = ['sequence', 'at', 'actor', 'action', 'object', 'detail', 'hash'] as const;

const printers: Readonly<Record<string, (entry: AuditEntry) => string>> = {
  jsonl: (entry) => JSON.stringify(entry),
  csv: (entry) => columns.map((column) => csvCell(cell(entry[column]))).join(','),
};

function cell(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}

function readSince(args: Args): Date | undefined {
  const since = text(args, 'since');
  if (since === undefined) return undefined;
  if (day.safeParse(since).success) return new Date(since);
  throw new OperatorError(
    'USAGE',
    `${since} is not a date`,
    'Use a date like 2026-01-31 or 2026-01-31T12:00:00Z.',
  );
}
