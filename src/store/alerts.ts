import { type Expression, type SqlBool, sql, type Updateable } from 'kysely';
import type { Alert, AlertNote, AlertState, Offer, Sample } from '../domain/alert.ts';
import { type Severity, severities } from '../domain/finding.ts';
import { at, jsonRows } from './json-rows.ts';
import type { Db } from './open.ts';
import type { AlertRow } from './schema.ts';

export async function findAlert(db: Db, id: string): Promise<Alert | null> {
  const row = await db.selectFrom('alert').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

/** The alert of a cause that is not over, or that ended after `since`: the same trouble again is the same alert. */
export async function findLiveAlert(db: Db, fingerprint: string, since: Date): Promise<Alert | null> {
  const row = await db
    .selectFrom('alert')
    .selectAll()
    .where('fingerprint', '=', fingerprint)
    .where((eb) => eb.or([eb('state', '<>', 'resolved'), eb('resolved_at', '>=', since.toISOString())]))
    // The one that is not over first; at most one is (unique index).
    .orderBy(sql`case when state = 'resolved' then 1 else 0 end`)
    .orderBy('last_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : toAlert(row);
}

const bySeverity = sql`case severity ${sql.join(
  severities.map((severity, rank) => sql`when ${sql.lit(severity)} then ${sql.lit(rank)}`),
  sql` `,
)} end`;

/** Most severe first, newest first within. */
export async function listAlerts(
  db: Db,
  { states, limit }: { readonly states: readonly AlertState[]; readonly limit: number },
): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where('state', 'in', [...states])
    // Before the limit: a critical one is never cut off by newer mild ones.
    .orderBy(bySeverity)
    .orderBy('last_at', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toAlert);
}

/** Alerts that are not over, of one connection, whose detection is one of these. */
export async function unresolvedOf(
  db: Db,
  connection: string,
  detections: readonly string[],
): Promise<readonly Alert[]> {
  if (detections.length === 0) return [];
  return await select(db, (eb) =>
    eb.and([
      eb('connection', '=', connection),
      eb('detection', 'in', [...detections]),
      eb('state', '<>', 'resolved'),
    ]),
  );
}

/** Alerts of one detection that are not over, of whatever connection. */
export async function standingOf(db: Db, detection: string): Promise<readonly Alert[]> {
  return await select(db, (eb) => eb.and([eb('detection', '=', detection), eb('state', '<>', 'resolved')]));
}

/** What waits to be said, or whose snooze ended, at a time. */
export async function dueAlerts(db: Db, now: Date): Promise<readonly Alert[]> {
  return await select(db, (eb) =>
    eb.or([
      eb.and([eb('state', '=', 'pending'), eb('visible_at', '<=', now.toISOString())]),
      eb.and([eb('state', '=', 'snoozed'), eb('snoozed_until', '<=', now.toISOString())]),
    ]),
  );
}

/** Said before a time, nobody has it, and nobody was paged. */
export async function neglectedAlerts(db: Db, before: Date): Promise<readonly Alert[]> {
  return await select(db, (eb) =>
    eb.and([
      eb('state', '=', 'open'),
      eb('announced_at', '<=', before.toISOString()),
      eb('escalated_at', 'is', null),
    ]),
  );
}

export async function countAlerts(db: Db): Promise<Record<AlertState, number>> {
  const counts = { pending: 0, open: 0, acknowledged: 0, snoozed: 0, resolved: 0 };
  const rows = await db
    .selectFrom('alert')
    .select((eb) => ['state', eb.fn.countAll().as('n')])
    .groupBy('state')
    .execute();
  for (const { state, n } of rows) counts[state as AlertState] = Number(n);
  return counts;
}

/** Unless another transaction made one of this cause a moment ago: then false. */
export async function insertAlert(db: Db, alert: Alert): Promise<boolean> {
  const row = { ...toRow(alert), escalated_at: null };
  const added = await db
    .insertInto('alert')
    .values(row)
    .onConflict((oc) => oc.column('fingerprint').where('state', '<>', sql.lit('resolved')).doNothing())
    .returning('id')
    .executeTakeFirst();
  return added !== undefined;
}

/** Writes from the state that the caller believes in; false: it was late. Moves the revision. */
export async function changeAlert(
  db: Db,
  { id, revision }: Pick<Alert, 'id' | 'revision'>,
  change: Partial<Alert> & { readonly escalatedAt?: Date | null },
): Promise<boolean> {
  const { escalatedAt, ...rest } = change;
  const values: Updateable<AlertRow> = {
    ...partialRow(rest),
    ...(escalatedAt === undefined ? {} : { escalated_at: escalatedAt?.toISOString() ?? null }),
    revision: revision + 1,
  };
  const moved = await db
    .updateTable('alert')
    .set(values)
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Whom an alert concerns, and when it last did. */
export interface Subject {
  readonly id: string;
  readonly at: Date;
}

/** Adds whom an alert concerns; how many it concerns then. */
export async function addSubjects(db: Db, alertId: string, subjects: readonly Subject[]): Promise<number> {
  if (subjects.length > 0) {
    const last = new Map<string, string>();
    for (const { id, at: time } of subjects) {
      const iso = time.toISOString();
      if ((last.get(id) ?? '') < iso) last.set(id, iso);
    }
    await sql`insert into alert_subject (alert_id, subject, at) select ${alertId}, ${at(0)}, ${at(1)}
      from ${jsonRows(db, [...last])} where true
      on conflict (alert_id, subject) do update set at = excluded.at where excluded.at > alert_subject.at`.execute(
      db,
    );
  }
  return await countSubjects(db, alertId);
}

/** Somebody recovered, unless it failed again after that; how many are left. */
export async function removeSubjects(db: Db, alertId: string, subjects: readonly Subject[]): Promise<number> {
  const rows = subjects.map(({ id, at: time }) => [id, time.toISOString()]);
  await sql`delete from alert_subject where alert_id = ${alertId} and exists (select 1 from ${jsonRows(db, rows)}
    where ${at(0)} = alert_subject.subject and ${at(1)} >= alert_subject.at)`.execute(db);
  return await countSubjects(db, alertId);
}

export async function listSubjects(db: Db, alertId: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('alert_subject')
    .select('subject')
    .where('alert_id', '=', alertId)
    .execute();
  return rows.map(({ subject }) => subject);
}

export async function dropSubjects(db: Db, alertId: string): Promise<void> {
  await db.deleteFrom('alert_subject').where('alert_id', '=', alertId).execute();
}

/** Forgets whom alerts concerned that are over. */
export async function purgeSubjects(db: Db, before: Date): Promise<void> {
  await db
    .deleteFrom('alert_subject')
    .where('at', '<', before.toISOString())
    .where('alert_id', 'in', db.selectFrom('alert').select('id').where('state', '=', 'resolved'))
    .execute();
}

async function countSubjects(db: Db, alertId: string): Promise<number> {
  const { n } = await db
    .selectFrom('alert_subject')
    .select((eb) => eb.fn.countAll().as('n'))
    .where('alert_id', '=', alertId)
    .executeTakeFirstOrThrow();
  return Number(n);
}

type Where = (
  eb: import('kysely').ExpressionBuilder<import('./schema.ts').Schema, 'alert'>,
) => Expression<SqlBool>;

/** At most as many as a sweep can handle; the next one takes the rest. */
const MOST = 500;

async function select(db: Db, where: Where): Promise<readonly Alert[]> {
  const rows = await db
    .selectFrom('alert')
    .selectAll()
    .where(where)
    .orderBy('first_at')
    .limit(MOST)
    .execute();
  return rows.map(toAlert);
}

const dates = [
  'firstAt',
  'lastAt',
  'visibleAt',
  'announcedAt',
  'pagedAt',
  'acknowledgedAt',
  'snoozedUntil',
  'resolvedAt',
] as const;

function column(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function partialRow(alert: Partial<Alert>): Updateable<AlertRow> {
  const entries = Object.entries(alert).map(([field, value]) => {
    if (value instanceof Date) return [column(field), value.toISOString()];
    return [column(field), Array.isArray(value) ? JSON.stringify(value) : value];
  });
  return Object.fromEntries(entries);
}

function toRow(alert: Alert): Omit<AlertRow, 'escalated_at'> {
  // Every field of an Alert has its column, named alike.
  return partialRow(alert) as Omit<AlertRow, 'escalated_at'>;
}

function toAlert(row: AlertRow): Alert {
  const fields = Object.entries(row)
    .filter(([name]) => name !== 'escalated_at')
    .map(([name, value]) => [name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]);
  // Written by toRow and partialRow only.
  const raw = Object.fromEntries(fields) as Record<string, string | number | null>;
  const times = dates.map((field) => [field, raw[field] == null ? null : new Date(raw[field])]);
  return {
    ...raw,
    ...Object.fromEntries(times),
    severity: row.severity as Severity,
    state: row.state as AlertState,
    samples: JSON.parse(row.samples) as Sample[],
    offers: JSON.parse(row.offers) as Offer[],
    notes: (JSON.parse(row.notes) as AlertNote[]).map((note) => ({ ...note, at: new Date(note.at) })),
  } as Alert;
}
