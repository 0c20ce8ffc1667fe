import { freezeItself } from '../alerts/index.ts';
import type { Deactivation, StepState } from '../domain/deactivation.ts';
import { MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import { OperatorError, reasonOf } from '../lib/operator-error.ts';
import { appendAudit } from '../store/audit.ts';
import {
  countStarted,
  endStep,
  findDeactivation,
  moveDeactivation,
  stepsOf,
} from '../store/deactivations.ts';
import { countedSince, currentFreeze } from '../store/freeze.ts';
import { takeGuard } from '../store/guards.ts';
import { inTransaction } from '../store/transaction.ts';
import { doStep } from './do-step.ts';
import { carryOutLater } from './effect.ts';
import { lookOver } from './look-over.ts';
import { type DeactivationRefusal, protectionOf, words } from './refusal.ts';
import { tellDeactivation } from './tell.ts';
import type { DeactivationTools } from './tools.ts';

/** How often a step is tried before a person is asked to do it, and how long between. */
const TRIES = 6;
const AGAIN_MS = [2, 5, 15, 60, 300].map((seconds) => seconds * SECOND_MS);

/**
 * Carries out what is left of an approved deactivation or reactivation. May run twice and be cut off anywhere: a step that was
 * done is not done again, and one that failed holds up no other. Steps go in their order, each read back. Who became protected
 * since the approval is looked at each time, and not touched (any more).
 */
export async function carryOutDeactivation(tools: DeactivationTools, id: string): Promise<void> {
  const made = await findDeactivation(tools.db, id);
  if (made === null || (made.status !== 'scheduled' && made.status !== 'running')) return;
  const { startsAt } = made.plan;
  if (startsAt !== null && startsAt > tools.clock.now()) return await carryOutLater(tools, made, startsAt);
  const protection = await protectionNow(tools, made);
  if (protection === 'unreadable') return await later(tools, made, MINUTE_MS);
  if (protection !== null) return await stopShort(tools, made, words[protection]);
  const running = made.status === 'scheduled' ? await begin(tools, made) : made;
  if (running === null) return;
  for (const state of await stepsOf(tools.db, id)) {
    if (state.status !== 'waiting' || state.step.step === 'by-hand') continue;
    if ((await currentFreeze(tools.db)) !== null) return await later(tools, running, MINUTE_MS);
    await tryStep(tools, running, state);
  }
  await finish(tools, running);
}

/** As the directories say now; what was shown to the approvers counts as well, for a directory that does not answer. */
async function protectionNow(
  tools: DeactivationTools,
  { kind, plan }: Deactivation,
): Promise<DeactivationRefusal | null> {
  if (kind === 'reactivation') return null;
  const { impacts } = await lookOver(tools, plan.impacts);
  return impacts.length === 0
    ? 'unreadable'
    : protectionOf(tools, { impacts: [...plan.impacts, ...impacts] });
}

/** Null when it may not begin now. */
async function begin(tools: DeactivationTools, made: Deactivation): Promise<Deactivation | null> {
  const now = tools.clock.now();
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const waits =
      (await currentFreeze(db)) !== null ||
      (made.kind === 'deactivation' && !(await staysBelowCeiling(inside, now)));
    if (waits) {
      await later(inside, made, MINUTE_MS);
      return null;
    }
    if (!(await moveDeactivation(db, made, { status: 'running', startedAt: now }))) return null;
    await tellDeactivation(inside, made);
    await audit(inside, made, { action: 'started', detail: { dryRun: tools.settings.dryRun } });
    return { ...made, status: 'running' as const, startedAt: now, revision: made.revision + 1 };
  });
}

/** More in an hour than anybody planned for: Lockstep stops itself, and a person looks. Whoever counts next waits for this one. */
async function staysBelowCeiling(tools: DeactivationTools, now: Date): Promise<boolean> {
  const { db, settings } = tools;
  const most = settings.limits.deactivationsPerHour;
  await takeGuard(db, 'ceiling:deactivations');
  const begun = await countStarted(db, await countedSince(db, now));
  if (begun < most) return true;
  const because = `${begun} deactivations begun within an hour; the ceiling is ${most} (limits in lockstep.yaml)`;
  await freezeItself(tools, 'deactivations', because);
  return false;
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

async function stopShort(tools: DeactivationTools, made: Deactivation, because: string): Promise<void> {
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
}

async function later(tools: DeactivationTools, made: Deactivation, ms: number): Promise<void> {
  await carryOutLater(tools, made, new Date(tools.clock.now().getTime() + ms));
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
