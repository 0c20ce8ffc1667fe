import { type RawBuilder, sql } from 'kysely';
import type { Db } from './open.ts';
import { isSqlite } from './transaction.ts';

/**
 * As JSON that PostgreSQL takes texts out of: it has none with a NUL or with half of a character, which stand escaped here.
 * Whoever fails to sign in can type either. The other escapes are passed over, a backslash among them.
 */
function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (!/\\u(?:0000|d)/.test(text)) return text;
  return text.replaceAll(/\\(?:u(?:0000|d[89a-f][0-9a-f]{2})|.)/g, (escape) =>
    escape.length === 6 ? '\ufffd' : escape,
  );
}

/**
 * Rows of an array of arrays, as a table `r(value)` both engines can select from: one parameter however many rows,
 * which keeps statements small and far from SQLite's limit on variables.
 */
export function jsonRows(db: Db, rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  const all = json(rows);
  return isSqlite(db) ? sql`json_each(${all}) as r` : sql`json_array_elements(${all}::json) as r`;
}

/** Some texts, for `in`: one parameter however many, so that the same statement serves them all. */
export function anyOf(db: Db, texts: Iterable<string>): RawBuilder<string> {
  const all = json([...texts]);
  return isSqlite(db)
    ? sql`(select value from json_each(${all}))`
    : sql`(select json_array_elements_text(${all}::json))`;
}

/** The text at a position of a row. */
export function at(position: number): RawBuilder<string> {
  // value->>n means the same on both engines.
  return sql`r.value->>${sql.lit(position)}`;
}

/** The number at a position of a row. */
export function numberAt(position: number): RawBuilder<number> {
  return sql`cast(r.value->>${sql.lit(position)} as integer)`;
}

/**
 * Lists of texts by key, as pairs that both engines can select: `list.key`, `item.value`. A list is parsed once for all
 * of its items, where a row of `jsonRows` is parsed for each value taken from it.
 */
export function jsonLists(db: Db, lists: ReadonlyMap<string, Iterable<string>>): RawBuilder<unknown> {
  const all = json(Object.fromEntries(Array.from(lists, ([key, items]) => [key, [...items]])));
  return isSqlite(db)
    ? sql`json_each(${all}) as list cross join json_each(list.value) as item`
    : sql`json_each(${all}::json) as list cross join lateral json_array_elements_text(list.value) as item(value)`;
}
