import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { type Grant, liveStatuses, type MembershipKey } from '../domain/grant.ts';
import { toGrant } from './grant-rows.ts';
import type { Db } from './open.ts';
import type { Schema } from './schema.ts';

export type GrantQuery = ExpressionBuilder<Schema, 'access_grant'>;

/** At most as many as a sweep handles; the next one takes the rest. */
const MOST = 500;
export const MANY = 10_000;

/** Whose end comes first, first. */
export async function selectGrants(
  db: Db,
  where: (eb: GrantQuery) => Expression<SqlBool>,
  limit = MOST,
): Promise<readonly Grant[]> {
  const rows = await db
    .selectFrom('access_grant')
    .selectAll()
    .where(where)
    .orderBy(sql`coalesce(expires_at, created_at)`)
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(toGrant);
}

export function ofMembership(
  eb: GrantQuery,
  { connection, groupId, accountId }: MembershipKey,
): Expression<SqlBool> {
  return eb.and([
    eb('connection', '=', connection),
    eb('group_id', '=', groupId),
    eb('account_id', '=', accountId),
  ]);
}

export function isLive(eb: GrantQuery): Expression<SqlBool> {
  return eb('status', 'in', [...liveStatuses]);
}

/** Of these accounts, each as `connection:accountId`. */
export function ofAccounts(eb: GrantQuery, accounts: readonly string[]): Expression<SqlBool> {
  const pairs = accounts.map((account) => account.split(/:(.*)/s));
  return eb.or(
    pairs.map(([connection = '', accountId = '']) =>
      eb.and([eb('connection', '=', connection), eb('account_id', '=', accountId)]),
    ),
  );
}
