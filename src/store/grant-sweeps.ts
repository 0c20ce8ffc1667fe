import { type SqlBool, sql } from 'kysely';
import type { Grant } from '../domain/grant.ts';
import { toGrant } from './grant-rows.ts';
import { type GrantQuery, isLive, selectGrants } from './grant-select.ts';
import type { Db } from './open.ts';

/** What a sweep asks of grants. Each answer is one query, however many grants there are. */

/** What should be carried on and was not since a time: begun, ended or to be begun, whatever the queue believes. */
export async function stalledGrants(
  db: Db,
  { now, before }: { readonly now: Date; readonly before: Date },
): Promise<readonly Grant[]> {
  const iso = before.toISOString();
  return await selectGrants(db, (eb) =>
    eb.and([
      eb.or([
        eb.and([eb('status', 'in', ['granting', 'revoking']), eb('since', '<=', iso)]),
        eb.and([eb('status', '=', 'active'), eb('expires_at', '<=', iso)]),
        eb.and([eb('status', '=', 'scheduled'), eb('starts_at', '<=', now.toISOString())]),
      ]),
      eb.or([eb('tried_at', 'is', null), eb('tried_at', '<=', iso)]),
    ]),
  );
}

/** Takes some that are to be given and that no job was added for: from now on one was, and nobody else takes them. */
export async function takeGrantsToBegin(
  db: Db,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly Grant[]> {
  const waits = (eb: GrantQuery) => eb.and([eb('status', '=', 'granting'), eb('tried_at', 'is', null)]);
  const some = await selectGrants(db, waits, limit);
  if (some.length === 0) return [];
  const rows = await db
    .updateTable('access_grant')
    .set({ tried_at: now.toISOString() })
    .where(
      'id',
      'in',
      some.map(({ id }) => id),
    )
    .where(waits)
    .returningAll()
    .execute();
  return rows.map(toGrant);
}

/** Active ones whose end has come. */
export async function dueGrants(db: Db, now: Date, limit: number): Promise<readonly Grant[]> {
  return await selectGrants(
    db,
    (eb) => eb.and([eb('status', '=', 'active'), eb('expires_at', '<=', now.toISOString())]),
    limit,
  );
}

/** Active past their end, or ending, since before a time. */
export async function overdueGrants(db: Db, before: Date): Promise<readonly Grant[]> {
  const iso = before.toISOString();
  return await selectGrants(db, (eb) =>
    eb.or([
      eb.and([eb('status', '=', 'active'), eb('expires_at', '<=', iso)]),
      eb.and([eb('status', '=', 'revoking'), eb('since', '<=', iso)]),
    ]),
  );
}

/** Active ones that end before a time and whose subject was not told. */
export async function grantsToRemindOf(db: Db, before: Date): Promise<readonly Grant[]> {
  return await selectGrants(db, (eb) =>
    eb.and([
      eb('status', '=', 'active'),
      eb('expires_at', '<=', before.toISOString()),
      eb('reminded_at', 'is', null),
    ]),
  );
}

/** Active ones, read back before a time, whose membership the mirror does not list. */
export async function grantsMissingInMirror(
  db: Db,
  {
    connection,
    before,
    limit,
  }: { readonly connection: string; readonly before: Date; readonly limit: number },
): Promise<readonly Grant[]> {
  return await selectGrants(
    db,
    (eb) =>
      eb.and([
        eb('connection', '=', connection),
        eb('status', '=', 'active'),
        eb('granted_at', '<=', before.toISOString()),
        eb('missing_at', 'is', null),
        sql<SqlBool>`not exists (select 1 from membership m where m.connection = access_grant.connection
        and m.group_id = access_grant.group_id and m.account_id = access_grant.account_id)`,
      ]),
    limit,
  );
}

/** Over, with a membership that they brought and that the directory was told to remove within a time, and not looked at since. */
export async function endsToLookAt(
  db: Db,
  ask: {
    readonly connection: string;
    readonly since: Date;
    readonly before: Date;
    readonly limit: number;
  },
): Promise<readonly Grant[]> {
  return await selectGrants(
    db,
    (eb) =>
      eb.and([
        eb('connection', '=', ask.connection),
        eb('removed_at', '>=', ask.since.toISOString()),
        eb('ended_at', '<=', ask.before.toISOString()),
        eb('held_before', '=', 0),
        eb.or([eb('tried_at', 'is', null), eb('tried_at', '<=', eb.ref('ended_at'))]),
      ]),
    ask.limit,
  );
}

/** Those that are not over and whose account the mirror calls disabled, or does not list any more. */
export async function grantsOfLostAccounts(
  db: Db,
  {
    connection,
    before,
    limit,
  }: { readonly connection: string; readonly before: Date; readonly limit: number },
): Promise<readonly Grant[]> {
  return await selectGrants(
    db,
    (eb) =>
      eb.and([
        eb('connection', '=', connection),
        isLive(eb),
        eb('status', '<>', 'revoking'),
        eb('created_at', '<=', before.toISOString()),
        sql<SqlBool>`not exists (select 1 from account a where a.connection = access_grant.connection
        and a.id = access_grant.account_id and a.status <> 'disabled')`,
      ]),
    limit,
  );
}
