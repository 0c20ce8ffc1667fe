import type { DormantPerson, DormantRow } from '../domain/dormant.ts';
import { newId } from '../lib/id.ts';
import type { Db } from './open.ts';
import type { DormantPersonRow } from './schema-deactivation.ts';

/** Writes down that these people were proposed. */
export async function insertProposals(
  db: Db,
  people: readonly DormantPerson[],
  at: Date,
): Promise<readonly DormantRow[]> {
  const made = people.map((each) => ({
    ...each,
    id: newId('dormant'),
    proposedAt: at,
    keptUntil: null,
    keptBy: null,
    deactivationId: null,
  }));
  if (made.length === 0) return [];
  const rows = made.map(({ id, person, login, name, lastSeen }) => ({
    id,
    person,
    login,
    name,
    last_seen: lastSeen?.toISOString() ?? null,
    proposed_at: at.toISOString(),
    kept_until: null,
    kept_by: null,
    deactivation_id: null,
  }));
  await db.insertInto('dormant_person').values(rows).execute();
  return made;
}

export async function findProposals(db: Db, ids: readonly string[]): Promise<readonly DormantRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('dormant_person')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  const byId = new Map(rows.map((row) => [row.id, toDormant(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Whom nobody proposes now: kept until later, or asked about since `since`. */
export async function spared(
  db: Db,
  { now, since }: { now: Date; since: Date },
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('dormant_person')
    .select('person')
    .where((eb) =>
      eb.or([
        eb('kept_until', '>', now.toISOString()),
        eb.and([eb('deactivation_id', 'is not', null), eb('proposed_at', '>', since.toISOString())]),
      ]),
    )
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** False when it was decided before. */
export async function keepDormant(
  db: Db,
  { id, by, until }: { readonly id: string; readonly by: string; readonly until: Date },
): Promise<boolean> {
  return await settle(db, id, { kept_until: until.toISOString(), kept_by: by });
}

/** False when it was decided before. */
export async function markAskedFor(db: Db, id: string, deactivationId: string): Promise<boolean> {
  return await settle(db, id, { deactivation_id: deactivationId });
}

async function settle(db: Db, id: string, change: Partial<DormantPersonRow>): Promise<boolean> {
  const moved = await db
    .updateTable('dormant_person')
    .set(change)
    .where('id', '=', id)
    .where('kept_until', 'is', null)
    .where('deactivation_id', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

function toDormant(row: DormantPersonRow): DormantRow {
  return {
    id: row.id,
    person: row.person,
    login: row.login,
    name: row.name,
    lastSeen: row.last_seen === null ? null : new Date(row.last_seen),
    proposedAt: new Date(row.proposed_at),
    keptUntil: row.kept_until === null ? null : new Date(row.kept_until),
    keptBy: row.kept_by,
    deactivationId: row.deactivation_id,
  };
}
