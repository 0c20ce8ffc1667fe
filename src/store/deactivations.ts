import type { Selectable } from 'kysely';
import type {
  Deactivation,
  DeactivationStatus,
  PlannedStep,
  StepState,
  StepStatus,
} from '../domain/deactivation.ts';
import { anyOf } from './json-rows.ts';
import type { Db } from './open.ts';
import type { DeactivationRow } from './schema-deactivation.ts';

/** Writes a plan down together with its steps, all of them waiting. */
export async function insertDeactivation(db: Db, made: Deactivation): Promise<void> {
  await db.insertInto('deactivation').values(toRow(made)).execute();
  const steps = made.plan.steps.map((step, position) => ({
    deactivation_id: made.id,
    position,
    step: JSON.stringify(step),
    status: 'waiting' satisfies StepStatus,
    evidence: null,
    attempts: 0,
    at: null,
    by: null,
  }));
  if (steps.length > 0) await db.insertInto('deactivation_step').values(steps).execute();
}

export async function findDeactivation(db: Db, id: string): Promise<Deactivation | null> {
  const row = await db.selectFrom('deactivation').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toDeactivation(row);
}

/** Of an approval: one for each person it is about. */
export async function deactivationsOf(db: Db, approvalId: string): Promise<readonly Deactivation[]> {
  const query = db.selectFrom('deactivation').selectAll().where('approval_id', '=', approvalId);
  return (await query.orderBy('id').execute()).map(toDeactivation);
}

/** Of a person, the newest first. */
export async function deactivationsAbout(
  db: Db,
  { person, limit }: { readonly person: string; readonly limit: number },
): Promise<readonly Deactivation[]> {
  const query = db.selectFrom('deactivation').selectAll().where('person', '=', person);
  return (await query.orderBy('created_at', 'desc').orderBy('id').limit(limit).execute()).map(toDeactivation);
}

/** Those that should have begun before a time, and those that run and of which no step was tried since. */
export async function stalledDeactivations(db: Db, before: Date): Promise<readonly Deactivation[]> {
  const iso = before.toISOString();
  const rows = await db
    .selectFrom('deactivation')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb.and([eb('status', '=', 'scheduled'), eb(eb.fn.coalesce('starts_at', 'created_at'), '<=', iso)]),
        eb.and([
          eb('status', '=', 'running'),
          eb('started_at', '<=', iso),
          eb.not(
            eb.exists(
              eb
                .selectFrom('deactivation_step')
                .select('position')
                .whereRef('deactivation_step.deactivation_id', '=', 'deactivation.id')
                .where('deactivation_step.at', '>', iso),
            ),
          ),
        ]),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(toDeactivation);
}

/** Which of these people have one that is not over. */
export async function peopleUnderWay(db: Db, people: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('deactivation')
    .select('person')
    .where('person', 'in', anyOf(db, people))
    .where('status', 'in', ['asked', 'scheduled', 'running'])
    .execute();
  return new Set(rows.map(({ person }) => person));
}

/** Moves it from the state that the caller saw; false when somebody else moved it first. */
export async function moveDeactivation(
  db: Db,
  { id, revision }: Pick<Deactivation, 'id' | 'revision'>,
  to: {
    readonly status: DeactivationStatus;
    readonly startedAt?: Date;
    readonly endedAt?: Date;
  },
): Promise<boolean> {
  const moved = await db
    .updateTable('deactivation')
    .set({
      status: to.status,
      revision: revision + 1,
      ...(to.startedAt === undefined ? {} : { started_at: to.startedAt.toISOString() }),
      ...(to.endedAt === undefined ? {} : { ended_at: to.endedAt.toISOString() }),
    })
    .where('id', '=', id)
    .where('revision', '=', revision)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

/** Notes which reactivation gave it back; false when one did before. */
export async function markUndone(db: Db, id: string, by: string): Promise<boolean> {
  const marked = await db
    .updateTable('deactivation')
    .set({ undone_by: by })
    .where('id', '=', id)
    .where('undone_by', 'is', null)
    .returning('id')
    .executeTakeFirst();
  return marked !== undefined;
}

/** A reactivation that did not come to pass gave nothing back. */
export async function unmarkUndone(db: Db, by: string): Promise<void> {
  await db.updateTable('deactivation').set({ undone_by: null }).where('undone_by', '=', by).execute();
}

/** How many were begun since a time: what the ceiling of an hour is held against. */
export async function countStarted(db: Db, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('deactivation')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('kind', '=', 'deactivation')
    .where('started_at', '>=', since.toISOString())
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function stepsOf(db: Db, deactivationId: string): Promise<readonly StepState[]> {
  const rows = await db
    .selectFrom('deactivation_step')
    .selectAll()
    .where('deactivation_id', '=', deactivationId)
    .orderBy('position')
    .execute();
  return rows.map((row) => ({
    position: row.position,
    // Written by insertDeactivation.
    step: JSON.parse(row.step) as PlannedStep,
    status: row.status as StepStatus,
    evidence: row.evidence,
    attempts: row.attempts,
    at: row.at === null ? null : new Date(row.at),
    by: row.by,
  }));
}

/** Ends a waiting step, or counts an attempt at it (`waiting`); false when it was ended before. */
export async function endStep(
  db: Db,
  { deactivationId, position }: { readonly deactivationId: string; readonly position: number },
  to: {
    readonly status: StepStatus;
    readonly evidence: string;
    readonly at: Date;
    readonly by?: string;
  },
): Promise<boolean> {
  const moved = await db
    .updateTable('deactivation_step')
    .set((eb) => ({
      status: to.status,
      evidence: to.evidence,
      at: to.at.toISOString(),
      by: to.by ?? null,
      attempts: eb('attempts', '+', 1),
    }))
    .where('deactivation_id', '=', deactivationId)
    .where('position', '=', position)
    .where('status', '=', 'waiting')
    .returning('position')
    .executeTakeFirst();
  return moved !== undefined;
}

function toRow(made: Deactivation): DeactivationRow {
  return {
    id: made.id,
    kind: made.kind,
    status: made.status,
    revision: made.revision,
    approval_id: made.approvalId,
    person: made.plan.subject.id,
    requested_by: JSON.stringify(made.requestedBy),
    reason: made.reason,
    plan: JSON.stringify(made.plan),
    created_at: made.createdAt.toISOString(),
    starts_at: made.plan.startsAt?.toISOString() ?? null,
    started_at: made.startedAt?.toISOString() ?? null,
    ended_at: made.endedAt?.toISOString() ?? null,
    undone_by: made.undoneBy,
  };
}

function toDeactivation(row: Selectable<DeactivationRow>): Deactivation {
  const date = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    id: row.id,
    kind: row.kind as Deactivation['kind'],
    status: row.status as DeactivationStatus,
    revision: row.revision,
    approvalId: row.approval_id,
    requestedBy: JSON.parse(row.requested_by) as Deactivation['requestedBy'],
    reason: row.reason,
    plan: toPlan(row.plan),
    createdAt: new Date(row.created_at),
    startedAt: date(row.started_at),
    endedAt: date(row.ended_at),
    undoneBy: row.undone_by,
  };
}

/** As it was written, with its dates as dates. */
export function toPlan(json: string): Deactivation['plan'] {
  const dates = new Set(['startsAt', 'lastSignInAt', 'until']);
  const plan = JSON.parse(json, (key, value: unknown) =>
    dates.has(key) && typeof value === 'string' ? new Date(value) : value,
  ) as Deactivation['plan'] | Omit<Deactivation['plan'], 'onCall'>;
  const before = { known: false, because: 'nobody looked when this was asked' } as const;
  return 'onCall' in plan ? plan : { ...plan, onCall: before };
}
