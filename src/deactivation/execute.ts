import type { Deactivation, StepState } from '../domain/deactivation.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { appendAudit } from '../store/audit.ts';
import {
  countStarted,
  endStep,
  findDeactivation,
  moveDeactivation,
  stepsOf,
} from '../store/deactivations.ts';
import { currentFreeze, freezeNow } from '../store/freeze.ts';
import { inTransaction } from '../store/transaction.ts';
import { doStep } from './do-step.ts';
import { carryOutLater } from './effect.ts';
import { lookOver } from './look-over.ts';
import { protectionOf, words } from './refusal.ts';
import { tellDeactivation } from './tell.ts';
import type { DeactivationTools } from './tools.ts';

/** How often a step is tried before a person is asked to do it, and how long between. */
const TRIES = 6;
const AGAIN_MS = [2, 5, 15, 60, 300].map((seconds) => seconds * SECOND_MS);

/**
 * Carries out what is left of an approved deactivation or reactivation. May run twice and be cut off anywhere: a step that was
 * done is not done again, and one that failed holds up no other. Steps go in their order, each read back.
 */
export async function carryOutDeactivation(tools: DeactivationTools, id: string): Promise<void> {
  const found = await findDeactivation(tools.db, id);
  const running = found?.status === 'scheduled' ? await begin(tools, found) : found;
  if (running?.status !== 'running') return;
  for (const state of await stepsOf(tools.db, id)) {
    if (state.status !== 'waiting' || state.step.step === 'by-hand') continue;
    if ((await currentFreeze(tools.db)) !== null) {
      await later(tools, running, MINUTE_MS);
      return;
    }
    await tryStep(tools, running, state);
  }
  await finish(tools, running);
}

/** Null when it may not begin now. Who became protected since the approval is not touched. */
async function begin(tools: DeactivationTools, made: Deactivation): Promise<Deactivation | null> {
  const now = tools.clock.now();
  if (made.plan.startsAt !== null && made.plan.startsAt > now) {
    await carryOutLater(tools, made, made.plan.startsAt);
    return null;
  }
  if (made.kind === 'deactivation') {
    const { impacts } = await lookOver(tools, accountsOf(made));
    const protection = impacts.length === 0 ? 'unreadable' : protectionOf(tools, { impacts });
    if (protection === 'unreadable') return await later(tools, made, MINUTE_MS);
    if (protection !== null) return await stopShort(tools, made, words[protection]);
  }
  return await inTransaction(tools.db, async (db) => {
    if ((await currentFreeze(db)) !== null) return await later({ ...tools, db }, made, MINUTE_MS);
    if (made.kind === 'deactivation' && (await isOverCeiling({ ...tools, db }, now)))
      return await later({ ...tools, db }, made, MINUTE_MS);
    if (!(await moveDeactivation(db, made, { status: 'running', startedAt: now }))) return null;
    await tellDeactivation({ ...tools, db }, made);
    await audit({ ...tools, db }, made, { action: 'started', detail: { dryRun: tools.settings.dryRun } });
    return { ...made, status: 'running' as const, startedAt: now, revision: made.revision + 1 };
  });
}

/** More in an hour than anybody planned for: Lockstep stops itself, and a person looks. */
async function isOverCeiling(tools: DeactivationTools, now: Date): Promise<boolean> {
  const { db, settings } = tools;
  const most = settings.limits.deactivationsPerHour;
  const begun = await countStarted(db, new Date(now.getTime() - HOUR_MS));
  if (begun < most) return false;
  const because = `${begun} deactivations in an hour; limits.deactivations_per_hour allows ${most}`;
  if (await freezeNow(db, { at: now, by: 'lockstep', because }))
    await appendAudit(db, {
      at: now,
      actor: 'lockstep',
      action: 'freeze.set',
      object: 'lockstep',
      detail: { because },
    });
  return true;
}

async function tryStep(
  tools: DeactivationTools,
  made: Deactivation,
  { position, step, attempts }: StepState,
): Promise<void> {
  if (step.step === 'by-hand') return;
  const came = await (tools.settings.dryRun
    ? Promise.resolve({ status: 'skipped' as const, evidence: 'nothing was changed: this is a dry run' })
    : doStep(tools, step, { subject: made.plan.subject, because: `${made.kind} ${made.id}` }).then(
        (evidence) => ({ status: 'done' as const, evidence }),
        (error: unknown) => ({
          status: attempts + 1 >= TRIES ? ('failed' as const) : ('waiting' as const),
          evidence: failure(tools, made, error),
        }),
      ));
  const at = tools.clock.now();
  await inTransaction(tools.db, async (db) => {
    if (!(await endStep(db, { deactivationId: made.id, position }, { ...came, at }))) return;
    if (came.status === 'waiting') return;
    await tellDeactivation({ ...tools, db }, made);
    await audit({ ...tools, db }, made, {
      action: `step-${came.status}`,
      detail: { step, evidence: came.evidence },
    });
  });
}

function failure({ log }: DeactivationTools, { id }: Deactivation, error: unknown): string {
  if (error instanceof OperatorError) return `${error.message}. Next: ${error.next}`;
  log.error({ deactivation: id, reason: reasonOf(error) }, 'a step failed');
  return 'it did not work, and I do not know why; the log says more';
}

/** done or incomplete once nothing waits; otherwise it goes on later. */
async function finish(tools: DeactivationTools, made: Deactivation): Promise<void> {
  const steps = (await stepsOf(tools.db, made.id)).filter(({ step }) => step.step !== 'by-hand');
  const waiting = steps.filter(({ status }) => status === 'waiting');
  if (waiting.length > 0) {
    const tries = Math.max(...waiting.map(({ attempts }) => attempts));
    await later(tools, made, AGAIN_MS[tries - 1] ?? 5 * MINUTE_MS);
    return;
  }
  const status = steps.some((step) => step.status === 'failed') ? 'incomplete' : 'done';
  await inTransaction(tools.db, async (db) => {
    const endedAt = tools.clock.now();
    if (!(await moveDeactivation(db, made, { status, endedAt }))) return;
    await tellDeactivation({ ...tools, db }, made);
    await audit({ ...tools, db }, made, { action: status, detail: {} });
  });
}

async function stopShort(tools: DeactivationTools, made: Deactivation, because: string): Promise<null> {
  await inTransaction(tools.db, async (db) => {
    const moved = await moveDeactivation(db, made, { status: 'incomplete', endedAt: tools.clock.now() });
    if (!moved) return;
    for (const { position, status } of await stepsOf(db, made.id)) {
      if (status !== 'waiting') continue;
      const to = { status: 'skipped' as const, evidence: because, at: tools.clock.now() };
      await endStep(db, { deactivationId: made.id, position }, to);
    }
    await tellDeactivation({ ...tools, db }, made);
    await audit({ ...tools, db }, made, { action: 'stopped', detail: { because } });
  });
  return null;
}

async function later(tools: DeactivationTools, made: Deactivation, ms: number): Promise<null> {
  await carryOutLater(tools, made, new Date(tools.clock.now().getTime() + ms));
  return null;
}

function accountsOf({ plan }: Deactivation) {
  return plan.impacts.map(({ connection, accountId }) => ({ connection, accountId }));
}

async function audit(
  { db, clock }: DeactivationTools,
  { id, kind, approvalId }: Deactivation,
  { action, detail }: { readonly action: string; readonly detail: object },
): Promise<void> {
  await appendAudit(db, {
    at: clock.now(),
    actor: 'lockstep',
    action: `${kind}.${action}`,
    object: id,
    detail: { approval: approvalId, ...detail },
  });
}
