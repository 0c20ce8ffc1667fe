import { sql } from 'kysely';
import type { Db } from '../open.ts';
import { isSqlite } from '../transaction.ts';

const statements: readonly string[] = [
  `create table narrow_membership (
    connection text not null, group_id text not null, account_id text not null, generation integer not null,
    primary key (connection, group_id, account_id)) without rowid`,
  'insert into narrow_membership select connection, group_id, account_id, generation from membership',
  'drop table membership',
  'alter table narrow_membership rename to membership',
];

/** SQLite keeps a table and its primary key as two trees, each with the whole row; memberships need one. */
export async function narrowMembership(db: Db): Promise<void> {
  if (!isSqlite(db)) return;
  for (const statement of statements) await sql.raw(statement).execute(db);
}
