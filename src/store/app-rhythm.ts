import { sql } from 'kysely';
import { toEvent } from './events.ts';
import { anyOf } from './json-rows.ts';
import type { Db } from './open.ts';

/** The hours in which changes reached an app, oldest first, and what the newest of them calls it. */
export interface AppRhythm {
  readonly appId: string;
  readonly name: string;
  readonly hours: readonly Date[];
}

/** Apps that took changes since a time, by when: one row for each hour, however many changes there were. */
export async function appRhythms(
  db: Db,
  ask: { readonly connection: string; readonly names: readonly string[]; readonly since: Date },
): Promise<readonly AppRhythm[]> {
  const { rows } = await sql<{ app_id: string; hour: string; newest: string }>`
    select app_id, substr(at, 1, 13) as hour, max(id) as newest from event
    where connection = ${ask.connection} and name in (${sql.join(ask.names)}) and at >= ${ask.since.toISOString()}
      and outcome = 'success' and app_id is not null
    group by app_id, substr(at, 1, 13) order by 1, 2`.execute(db);
  const byApp = Map.groupBy(rows, ({ app_id }) => app_id);
  const named = await namesOf(
    db,
    ask.connection,
    [...byApp.values()].flatMap((hours) => hours.at(-1)?.newest ?? []),
  );
  return [...byApp].map(([appId, hours]) => ({
    appId,
    name: named.get(appId) ?? appId,
    hours: hours.map(({ hour }) => new Date(`${hour}:00:00Z`)),
  }));
}

async function namesOf(
  db: Db,
  connection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('event')
    .select(['app_id', 'body'])
    .where('connection', '=', connection)
    .where('id', 'in', anyOf(db, ids))
    .execute();
  return new Map(
    rows.flatMap(({ app_id, body }) => {
      const app = toEvent(body).targets.find(({ kind, id }) => kind === 'app' && id === app_id);
      return app_id === null || app?.name == null ? [] : [[app_id, app.name] as const];
    }),
  );
}
