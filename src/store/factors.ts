import { sql } from 'kysely';
import type { AccountFactors, Factor } from '../domain/factor.ts';
import { at, jsonRows, numberAt } from './json-rows.ts';
import type { Db } from './open.ts';

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

export async function readFactors(db: Db, connection: string): Promise<Map<string, AccountFactors>> {
  const rows = await db
    .selectFrom('account_factors')
    .selectAll()
    .where('connection', '=', connection)
    .execute();
  return new Map(
    rows.map((row) => [
      row.account_id,
      {
        accountId: row.account_id,
        // Written by saveFactors only.
        factors: JSON.parse(row.factors) as Factor[],
        capable: row.capable === 1,
        registered: row.registered === 1,
        asOf: new Date(row.as_of),
      },
    ]),
  );
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
