import type { Drill } from '../domain/break-glass.ts';
import type { Db } from './open.ts';

export async function recordDrill(db: Db, drill: Drill): Promise<void> {
  const { connection, login, closedAt } = drill;
  await db.insertInto('drill').values({ connection, login, closed_at: closedAt.toISOString() }).execute();
}

/** The newest drill of each account of a connection. */
export async function listDrills(db: Db, connection: string): Promise<Drill[]> {
  const rows = await db
    .selectFrom('drill')
    .select((eb) => ['login', eb.fn.max('closed_at').as('closed_at')])
    .where('connection', '=', connection)
    .groupBy('login')
    .execute();
  return rows.map(({ login, closed_at }) => ({ connection, login, closedAt: new Date(closed_at) }));
}
