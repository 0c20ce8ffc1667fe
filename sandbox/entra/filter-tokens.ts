import { badRequest, unsupportedQuery } from './failure.ts';

/** exact: case counts. since: eq, ge and le only. after: eq, gt and lt only. */
export type FilterKind =
  | 'string'
  | 'exact'
  | 'number'
  | 'boolean'
  | 'date'
  | 'since'
  | 'after'
  | 'collection';
/** Properties that a filter may ask about; others are refused even where they exist. */
export type Filterable = Readonly<Record<string, FilterKind>>;
/** A filter that is being read, from left to right. */
export interface Parser {
  at: number;
  orClauses: number;
  readonly tokens: readonly string[];
  readonly text: string;
  readonly filterable: Filterable;
  readonly advanced: boolean;
  /** Value of a property path. */
  readonly read: (item: unknown, path: string) => unknown;
}

const tokenPattern = /\s*('(?:[^']|'')*'|\d{4}-\d\d-\d\dT[\d:.]+Z|[A-Za-z_@][\w./@]*|\d+|[():,])/gy;

export function tokenize(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  let end = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
    tokens.push(match[1] ?? '');
    end = tokenPattern.lastIndex;
  }
  if (text.slice(end).trim() !== '') throw invalidClause(text);
  return tokens;
}

export function textOf(parser: Parser, token: string): string {
  if (!token.startsWith("'")) throw invalidClause(parser.text);
  return token.slice(1, -1).replaceAll("''", "'");
}

export function known(parser: Parser, path: string, kinds: readonly string[]): string {
  const kind = parser.filterable[path];
  if (kind === undefined || !kinds.includes(kind)) {
    throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${path}'.`);
  }
  return path;
}

export function needAdvanced(parser: Parser, operator: string): void {
  if (!parser.advanced) {
    throw unsupportedQuery(
      `Operator: '${operator}' is not supported because the 'ConsistencyLevel:eventual' header is missing. Refer to https://aka.ms/graph-docs/advanced-queries for more information`,
    );
  }
}

export function take(parser: Parser): string {
  const token = parser.tokens[parser.at];
  if (token === undefined) throw invalidClause(parser.text);
  parser.at += 1;
  return token;
}

export function accept(parser: Parser, word: string): boolean {
  if (parser.tokens[parser.at]?.toLowerCase() !== word) return false;
  parser.at += 1;
  return true;
}

export function demand(parser: Parser, word: string): void {
  if (!accept(parser, word)) throw invalidClause(parser.text);
}

export function invalidClause(text: string) {
  return badRequest(`Invalid filter clause: ${text}`);
}
