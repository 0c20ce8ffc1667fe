import { type RawBuilder, sql } from 'kysely';
import type { Db } from './open.ts';
import { isSqlite } from './transaction.ts';

/**
 * Rows of an array of arrays, as a table `r(value)` both engines can select from: one parameter however many rows,
 * which keeps statements small and far from SQLite's limit on variables.
 */
export function jsonRows(db: Db, rows: readonly (readonly unknown[])[]): RawBuilder<unknown> {
  const json = JSON.stringify(rows);
  return isSqlite(db) ? sql`json_each(${json}) as r` : sql`json_array_elements(${json}::json) as r`;
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
