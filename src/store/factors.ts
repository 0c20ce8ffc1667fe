import { sql } from 'kysely';
import type { AccountFactors, Factor, FactorFact, MemberFactors } from '../domain/factor.ts';
import { at, jsonRows, numberAt } from './json-rows.ts';
import type { Db } from './open.ts';
import { pagesById } from './pages-by-id.ts';
import type { AccountFactorsRow } from './schema.ts';

/** Stores what was read of these accounts' second factors; a later reading replaces an earlier one. */
export async function saveFactors(
  db: Db,
  connection: string,
  known: readonly AccountFactors[],
): Promise<void> {
  if (known.length === 0) return;
  const rows = known.map((k) => [
    k.accountId,
    JSON.stringify(k.factors),
    k.capable ? 1 : 0,
    k.registered ? 1 : 0,
    k.asOf.toISOString(),
  ]);
  const last = [...new Map(rows.map((row) => [row[0], row])).values()];
  await sql`insert into account_factors (connection, account_id, factors, capable, registered, as_of)
    select ${connection}, ${at(0)}, ${at(1)}, ${numberAt(2)}, ${numberAt(3)}, ${at(4)} from ${jsonRows(db, last)} where true
    on conflict (connection, account_id) do update set factors = excluded.factors, capable = excluded.capable,
      registered = excluded.registered, as_of = excluded.as_of`.execute(db);
}

/**
 * What is known of the factors of all active members, as much as is judged, and when the oldest of it was read. Rows of
 * people who left stay, and nobody reads them again: they are no part of it.
 */
export async function readFactors(
  db: Db,
  connection: string,
): Promise<Pick<FactorFact<MemberFactors>, 'byAccount' | 'oldest'>> {
  const pages = pagesById(
    async (after, limit) =>
      await db
        .selectFrom('account_factors as f')
        .innerJoin('account as a', (join) =>
          join.onRef('a.connection', '=', 'f.connection').onRef('a.id', '=', 'f.account_id'),
        )
        .select(['f.account_id as id', 'f.factors', 'f.capable', 'f.registered', 'f.as_of'])
        .where('f.connection', '=', connection)
        .where('a.status', '=', 'active')
        .where('a.type', '=', 'member')
        .where('f.account_id', '>', after)
        .orderBy('f.account_id')
        .limit(limit)
        .execute(),
  );
  const byAccount = new Map<string, MemberFactors>();
  const shared = createShared();
  let oldest: string | null = null;
  for await (const rows of pages) {
    for (const row of rows) {
      byAccount.set(row.id, shared(row));
      if (oldest === null || row.as_of < oldest) oldest = row.as_of;
    }
  }
  return { byAccount, oldest: oldest === null ? null : new Date(oldest) };
}

/** People have few combinations of factors: those with the same one share it. */
function createShared() {
  const known = new Map<string, MemberFactors>();
  return (row: Pick<AccountFactorsRow, 'factors' | 'capable' | 'registered'>): MemberFactors => {
    // Written by saveFactors only.
    const factors = (JSON.parse(row.factors) as Factor[]).map(({ kind, strength }) => ({ kind, strength }));
    const key = JSON.stringify([factors, row.capable, row.registered]);
    const same = known.get(key) ?? {
      factors,
      capable: row.capable === 1,
      registered: row.registered === 1,
    };
    known.set(key, same);
    return same;
  };
}

/** Active members whose factors are unknown, then those that were read before `staleBefore`, oldest first. */
export async function listFactorQueue(
  db: Db,
  { connection, staleBefore, limit }: { connection: string; staleBefore: Date; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select account.id as id from account
    left join account_factors f on f.connection = account.connection and f.account_id = account.id
    where account.connection = ${connection} and account.status = 'active' and account.type = 'member'
      and (f.as_of is null or f.as_of < ${staleBefore.toISOString()})
    order by coalesce(f.as_of, ''), account.id limit ${sql.lit(limit)}`.execute(db);
  return rows.map(({ id }) => id);
}
