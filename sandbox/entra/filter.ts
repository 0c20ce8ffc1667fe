import { badRequest, unsupportedQuery } from './failure.ts';
import {
  accept,
  demand,
  type Filterable,
  invalidClause,
  known,
  needAdvanced,
  type Parser,
  take,
  textOf,
  tokenize,
} from './filter-tokens.ts';
import type { Shape } from './shape.ts';

export interface FilterRules<T> {
  readonly shape: Shape<T>;
  readonly filterable: Filterable;
  /** `ne`, `not` and `endsWith` are understood in advanced queries only. */
  readonly advanced: boolean;
}

type Test = (item: unknown) => boolean;

/** More than this in one filter is "Too many child clauses". */
const MOST_CLAUSES = 15;

export function parseFilter<T>(text: string, rules: FilterRules<T>): (item: T) => boolean {
  const { shape, filterable, advanced } = rules;
  const parser: Parser = {
    at: 0,
    orClauses: 0,
    tokens: tokenize(text),
    text,
    filterable,
    advanced,
    read: (item, path) => {
      const [first = '', ...rest] = path.split('/');
      // The listing hands over items of the shape's own type.
      return rest.reduce(inside, shape.fields[first]?.(item as T));
    },
  };
  const test = parseOr(parser);
  if (parser.at !== parser.tokens.length) throw invalidClause(text);
  if (!advanced && parser.orClauses > MOST_CLAUSES) {
    throw unsupportedQuery(
      `Too many child clauses specified in search filter expression containing 'OR' operators: ${parser.orClauses}. Max allowed: ${MOST_CLAUSES}.`,
    );
  }
  return test;
}

function inside(value: unknown, name: string): unknown {
  // Objects of our own shapes have string keys.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function parseOr(parser: Parser): Test {
  const tests = [parseAnd(parser)];
  while (accept(parser, 'or')) tests.push(parseAnd(parser));
  if (tests.length > 1) parser.orClauses += tests.length;
  return tests.length === 1 && tests[0] !== undefined ? tests[0] : (item) => tests.some((test) => test(item));
}

function parseAnd(parser: Parser): Test {
  const tests = [parseOne(parser)];
  while (accept(parser, 'and')) tests.push(parseOne(parser));
  return (item) => tests.every((test) => test(item));
}

function parseOne(parser: Parser): Test {
  if (accept(parser, 'not')) {
    needAdvanced(parser, 'Not');
    const inner = parseOne(parser);
    return (item) => !inner(item);
  }
  if (accept(parser, '(')) {
    const inner = parseOr(parser);
    demand(parser, ')');
    return inner;
  }
  const word = take(parser);
  if (/^(startswith|endswith)$/i.test(word)) return parseAffix(parser, word.toLowerCase());
  if (word.endsWith('/any')) return parseAny(parser, word.slice(0, -'/any'.length));
  return parseComparison(parser, word);
}

function parseAffix(parser: Parser, operator: string): Test {
  if (operator === 'endswith') needAdvanced(parser, 'EndsWith');
  demand(parser, '(');
  const path = known(parser, take(parser), ['string']);
  demand(parser, ',');
  const wanted = textOf(parser, take(parser)).toLowerCase();
  demand(parser, ')');
  return (item) => {
    const value = wordOf(parser.read(item, path));
    return (operator === 'startswith' ? value?.startsWith(wanted) : value?.endsWith(wanted)) ?? false;
  };
}

/** `otherMails/any(x:x eq 'a')` and `targetResources/any(t:t/id eq 'a')`. */
function parseAny(parser: Parser, collection: string): Test {
  const path = known(parser, collection, ['collection']);
  demand(parser, '(');
  const variable = take(parser);
  demand(parser, ':');
  const [subject, ...rest] = take(parser).split('/');
  if (subject !== variable) throw invalidClause(parser.text);
  demand(parser, 'eq');
  const wanted = textOf(parser, take(parser)).toLowerCase();
  demand(parser, ')');
  return (item) => {
    const values = parser.read(item, path);
    if (!Array.isArray(values)) return false;
    return values.some((value) => wordOf(rest.reduce(inside, value)) === wanted);
  };
}

const operators: Readonly<Record<string, readonly string[]>> = {
  string: ['eq', 'ne'],
  exact: ['eq'],
  number: ['eq'],
  boolean: ['eq', 'ne'],
  date: ['eq', 'ne', 'ge', 'gt', 'le', 'lt'],
  since: ['eq', 'ge', 'le'],
  after: ['eq', 'gt', 'lt'],
};

function parseComparison(parser: Parser, word: string): Test {
  const path = known(parser, word, Object.keys(operators));
  const kind = parser.filterable[path] ?? 'string';
  const operator = take(parser).toLowerCase();
  if (operator === 'in') return parseIn(parser, path);
  if (operator === 'ne') needAdvanced(parser, 'NotEquals');
  if (operators[kind]?.includes(operator) !== true) {
    throw unsupportedQuery(`Unsupported or invalid query filter clause specified for property '${path}'.`);
  }
  const wanted = literalOf(parser, take(parser), kind);
  if (kind === 'exact' || kind === 'number') return (item) => parser.read(item, path) === wanted;
  return (item) => compare(parser.read(item, path), operator, wanted);
}

function parseIn(parser: Parser, path: string): Test {
  demand(parser, '(');
  const wanted = new Set<string>();
  do wanted.add(textOf(parser, take(parser)).toLowerCase());
  while (accept(parser, ','));
  demand(parser, ')');
  parser.orClauses += wanted.size;
  return (item) => wanted.has(wordOf(parser.read(item, path)) ?? '');
}

type Literal = string | boolean | number | null;

function compare(value: unknown, operator: string, wanted: Literal): boolean {
  if (typeof wanted !== 'number') {
    const same =
      typeof wanted === 'string' ? wordOf(value) === wanted.toLowerCase() : (value ?? null) === wanted;
    return operator === 'eq' ? same : !same;
  }
  const time = Date.parse(String(value));
  const difference = time - wanted;
  const results: Readonly<Record<string, boolean>> = {
    eq: difference === 0,
    ne: difference !== 0,
    ge: difference >= 0,
    gt: difference > 0,
    le: difference <= 0,
    lt: difference < 0,
  };
  return results[operator] ?? false;
}

/** What is no text matches no text. */
function wordOf(value: unknown): string | null {
  return typeof value === 'string' ? value.toLowerCase() : null;
}

function literalOf(parser: Parser, token: string, kind: string): Literal {
  if (token === 'null') return null;
  if (kind === 'boolean' && (token === 'true' || token === 'false')) return token === 'true';
  if (kind === 'number' && /^\d+$/.test(token)) return Number(token);
  if (/^(date|since|after)$/.test(kind) && /^\d{4}-/.test(token)) return Date.parse(token);
  if (/^(string|exact)$/.test(kind) && token.startsWith("'")) return textOf(parser, token);
  const found = token.startsWith("'") ? 'String' : 'Other';
  throw badRequest(
    `Invalid filter clause: A binary operator with incompatible types was detected. Found operand types 'Edm.${kind}' and 'Edm.${found}' for operator kind 'Equal'.`,
  );
}
