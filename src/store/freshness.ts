import type { Db } from './open.ts';

/** Notes that a source (`sync:okta`, `checks`, …) was just read or run with success. */
export async function markSuccess(db: Db, source: string, at: Date): Promise<void> {
  const row = { source, at: at.toISOString() };
  await db
    .insertInto('freshness')
    .values(row)
    .onConflict((oc) => oc.column('source').doUpdateSet(row))
    .execute();
}

export async function listFreshness(db: Db): Promise<Map<string, Date>> {
  const rows = await db.selectFrom('freshness').selectAll().execute();
  return new Map(rows.map(({ source, at }) => [source, new Date(at)]));
}
