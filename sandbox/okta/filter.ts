import { badFilter } from './failure.ts';

/** What a filter may ask about: property name → the values an item has for it. */
export type Properties<T> = Readonly<Record<string, (item: T) => readonly (string | null)[]>>;
export type Test<T> = (item: T) => boolean;

const tokenPattern = /\s*(\(|\)|"(?:[^"\\]|\\.)*"|[^\s()"]+)/gy;

/** Okta's SCIM-like expressions: comparisons joined by and, or, parentheses. */
export function parseFilter<T>(text: string, properties: Properties<T>): Test<T> {
  const tokens = tokenize(text);
  const parser = { at: 0, tokens, text };
  const test = parseOr(parser, properties);
  if (parser.at !== tokens.length) throw badFilter(text);
  return test;
}

interface Parser {
  at: number;
  readonly tokens: readonly string[];
  readonly text: string;
}

function tokenize(text: string): string[] {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  let end = 0;
  for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
    tokens.push(match[1] ?? '');
    end = tokenPattern.lastIndex;
  }
  if (text.slice(end).trim() !== '') throw badFilter(text);
  return tokens;
}

function parseOr<T>(parser: Parser, properties: Properties<T>): Test<T> {
  const tests = [parseAnd(parser, properties)];
  while (accept(parser, 'or')) tests.push(parseAnd(parser, properties));
  return (item) => tests.some((test) => test(item));
}

function parseAnd<T>(parser: Parser, properties: Properties<T>): Test<T> {
  const tests = [parseOne(parser, properties)];
  while (accept(parser, 'and')) tests.push(parseOne(parser, properties));
  return (item) => tests.every((test) => test(item));
}

function parseOne<T>(parser: Parser, properties: Properties<T>): Test<T> {
  if (accept(parser, 'not')) {
    const inner = parseOne(parser, properties);
    return (item) => !inner(item);
  }
  if (!accept(parser, '(')) return parseComparison(parser, properties);
  const inner = parseOr(parser, properties);
  if (!accept(parser, ')')) throw badFilter(parser.text);
  return inner;
}

function parseComparison<T>(parser: Parser, properties: Properties<T>): Test<T> {
  const valuesOf = properties[take(parser)];
  const operator = take(parser).toLowerCase();
  if (valuesOf === undefined) throw badFilter(parser.text);
  if (operator === 'pr') return (item) => valuesOf(item).some((value) => value !== null);
  const compare = comparisons[operator];
  const literal = take(parser);
  if (compare === undefined || !literal.startsWith('"')) throw badFilter(parser.text);
  const wanted = literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
  return (item) => valuesOf(item).some((value) => value !== null && compare(value, wanted));
}

const comparisons: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  eq: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  sw: (value, wanted) => value.toLowerCase().startsWith(wanted.toLowerCase()),
  co: (value, wanted) => value.toLowerCase().includes(wanted.toLowerCase()),
  gt: (value, wanted) => order(value, wanted) > 0,
  ge: (value, wanted) => order(value, wanted) >= 0,
  lt: (value, wanted) => order(value, wanted) < 0,
  le: (value, wanted) => order(value, wanted) <= 0,
};

/** Dates are written with and without milliseconds, so their letters do not tell which is later. */
function order(value: string, wanted: string): number {
  const difference = Date.parse(value) - Date.parse(wanted);
  return Number.isNaN(difference) ? value.localeCompare(wanted) : difference;
}

function take(parser: Parser): string {
  const token = parser.tokens[parser.at];
  if (token === undefined) throw badFilter(parser.text);
  parser.at += 1;
  return token;
}

function accept(parser: Parser, word: string): boolean {
  if (parser.tokens[parser.at]?.toLowerCase() !== word) return false;
  parser.at += 1;
  return true;
}
