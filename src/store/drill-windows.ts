import type { Selectable } from 'kysely';
import { drillSignIns } from '../domain/drill.ts';
import { newId } from '../lib/id.ts';
import { recordDrill } from './drills.ts';
import { findAccounts } from './mirror.ts';
import type { Db } from './open.ts';
import type { DrillWindowRow } from './schema.ts';
import { inTransaction } from './transaction.ts';

/** An announced drill: sign-ins of this account are expected until then. */
export interface OpenDrill {
  readonly id: string;
  readonly connection: string;
  readonly login: string;
  readonly openedAt: Date;
  readonly openedBy: string;
  readonly until: Date;
}

/** Announces a drill; null when one of this account is open already. */
export async function openDrill(db: Db, drill: Omit<OpenDrill, 'id'>): Promise<OpenDrill | null> {
  return await inTransaction(db, async (db) => {
    const open = await listOpenDrills(db, drill.openedAt);
    if (open.some(({ connection, login }) => connection === drill.connection && login === drill.login))
      return null;
    const id = newId('drill');
    await db
      .insertInto('drill_window')
      .values({
        id,
        connection: drill.connection,
        login: drill.login,
        opened_at: drill.openedAt.toISOString(),
        opened_by: drill.openedBy,
        until: drill.until.toISOString(),
        closed_at: null,
      })
      .execute();
    return { id, ...drill };
  });
}

/** Signs a drill off, and no other one of the account: it then counts as proof. False when it was not open. */
export async function closeDrill(
  db: Db,
  { id, connection, login }: Pick<OpenDrill, 'id' | 'connection' | 'login'>,
  at: Date,
): Promise<boolean> {
  return await inTransaction(db, async (db) => {
    const closed = await db
      .updateTable('drill_window')
      .set({ closed_at: at.toISOString() })
      .where('id', '=', id)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (closed.numUpdatedRows === 0n) return false;
    await recordDrill(db, { connection, login, closedAt: at });
    return true;
  });
}

/** The first successful sign-in of the account that a log told of, between the announcement and its end; null = none yet. */
export async function signInOf(db: Db, drill: OpenDrill): Promise<string | null> {
  const { connection, login } = drill;
  const accounts = await findAccounts(db, { connection, text: login });
  const wanted = login.toLowerCase();
  const ids = accounts.filter((account) => account.login.toLowerCase() === wanted).map(({ id }) => id);
  const found = await db
    .selectFrom('event')
    .select('id')
    .where('connection', '=', connection)
    .where('name', 'in', drillSignIns)
    .where('outcome', '=', 'success')
    .where('at', '>=', drill.openedAt.toISOString())
    .where('at', '<=', drill.until.toISOString())
    .where('actor_id', 'in', [...ids, wanted])
    .orderBy('at')
    .limit(1)
    .executeTakeFirst();
  return found?.id ?? null;
}

/** Drills that are announced at a time and not signed off. */
export async function listOpenDrills(db: Db, now: Date): Promise<readonly OpenDrill[]> {
  const rows = await db
    .selectFrom('drill_window')
    .selectAll()
    .where('closed_at', 'is', null)
    .where('until', '>', now.toISOString())
    .orderBy('opened_at')
    .execute();
  return rows.map(toDrill);
}

/** When drills of a connection were on: what happened since a time falls into one or not, whenever the log tells of it. */
export async function listDrillTimes(
  db: Db,
  connection: string,
  since: Date,
): Promise<readonly Pick<OpenDrill, 'login' | 'openedAt' | 'until'>[]> {
  const rows = await db
    .selectFrom('drill_window')
    .selectAll()
    .where('connection', '=', connection)
    .where('until', '>=', since.toISOString())
    .execute();
  return rows.map((row) => {
    const { closed_at: closedAt, until } = row;
    return { ...toDrill(row), until: new Date(closedAt !== null && closedAt < until ? closedAt : until) };
  });
}

function toDrill(row: Selectable<DrillWindowRow>): OpenDrill {
  return {
    id: row.id,
    connection: row.connection,
    login: row.login,
    openedAt: new Date(row.opened_at),
    openedBy: row.opened_by,
    until: new Date(row.until),
  };
}
