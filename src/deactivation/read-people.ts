import { parse } from 'csv-parse/sync';
import { OperatorError } from '../lib/operator-error.ts';

const titles = new Set(['login', 'email', 'e-mail', 'mail', 'user', 'username', 'userprincipalname', 'upn']);

/**
 * Logins or addresses out of what somebody pasted: one a line, or CSV with a column of that name (comma, semicolon or
 * tab), or else the first column. Throws OperatorError PEOPLE_UNREADABLE with the line that could not be read.
 */
export function readPeople(text: string): readonly string[] {
  const [head = [], ...rest] = rowsOf(text);
  const column = head.findIndex((cell) => titles.has(cell.toLowerCase()));
  const rows = column === -1 ? [head, ...rest] : rest;
  const people = rows.map((row) => row[Math.max(column, 0)] ?? '').filter((cell) => cell !== '');
  const strange = people.find((cell) => /\s/.test(cell));
  if (strange !== undefined) throw unreadable(`"${strange.slice(0, 60)}" is no login or address`);
  if (people.length === 0) throw unreadable('there is nobody in it');
  return [...new Set(people.map((cell) => cell.toLowerCase()))];
}

function rowsOf(text: string): readonly (readonly string[])[] {
  try {
    return parse(text, {
      bom: true,
      delimiter: [',', ';', '\t'],
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    });
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : 'it is not CSV');
  }
}

function unreadable(what: string): OperatorError {
  return new OperatorError(
    'PEOPLE_UNREADABLE',
    `the list could not be read: ${what}`,
    'Paste one login or address a line, or CSV with a column called login or email.',
  );
}
