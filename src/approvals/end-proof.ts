import type { ProofDetail, ProofStatus, StepUp } from '../domain/step-up.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { queueMessage } from '../store/messages.ts';
import { listOverdueProofs, moveStepUp } from '../store/step-ups.ts';
import { inTransaction } from '../store/transaction.ts';
import type { ApprovalTools } from './tools.ts';

type EndTools = Pick<ApprovalTools, 'db' | 'queue' | 'clock'>;

/** Has the person hear how their proof stands, in one message that is edited. Inside the caller's transaction. */
export async function tellProof({ db, queue }: EndTools, { id, by, status, detail }: StepUp): Promise<void> {
  await queueMessage(db, {
    id: `proof:${id}`,
    channel: `mailto:${by.email}`,
    kind: 'proof',
    // More than the id: a message that is being sent right now is sent once more.
    body: { proofId: id, status, number: detail.number ?? null },
  });
  await deliverSoon({ db, queue });
}

/** The proof is there: the decision that it is for comes next. False = it is not waited for (any more). */
export async function acceptProof(tools: EndTools, stepUp: StepUp, how: ProofDetail): Promise<boolean> {
  return await inTransaction(tools.db, async (db) => {
    const proved = await move({ ...tools, db }, stepUp, { from: 'waiting', to: 'proved', adds: how });
    if (proved === null) return false;
    const { id } = proved;
    const payload = { proofId: id };
    await tools.queue.add(db, { task: 'decide-with-proof', key: `decide-with-proof:${id}`, payload });
    return true;
  });
}

/** It proves nothing. False = it is not waited for (any more). */
export async function refuseProof(tools: EndTools, stepUp: StepUp, because: string): Promise<boolean> {
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const refused = await move(inside, stepUp, { from: 'waiting', to: 'refused', adds: { because } });
    return refused !== null;
  });
}

const PAGE = 200;

/** Ends what was not brought in time, or not used. Any number of replicas may do so at once. */
export async function expireProofs(tools: EndTools): Promise<void> {
  const now = tools.clock.now();
  for (const overdue of await listOverdueProofs(tools.db, now, PAGE)) {
    await inTransaction(tools.db, async (db) => {
      await move({ ...tools, db }, overdue, { from: overdue.status, to: 'expired' });
    });
  }
}

/** Chat before audit, as everywhere: two transactions that take both locks take them in one order. */
async function move(
  tools: EndTools,
  stepUp: StepUp,
  step: { readonly from: ProofStatus; readonly to: ProofStatus; readonly adds?: ProofDetail },
): Promise<StepUp | null> {
  const { db, clock } = tools;
  const moved = await moveStepUp(db, stepUp, step);
  if (moved === null) return null;
  // Who signs in sees on the page what came of it, unless they never came back.
  if (moved.kind === 'push' || step.to === 'expired') await tellProof(tools, moved);
  await appendAudit(db, {
    at: clock.now(),
    actor: stepUp.by.id,
    action: `step-up.${step.to}`,
    object: stepUp.approvalId,
    detail: { proof: stepUp.id, kind: stepUp.kind, ...step.adds },
  });
  return moved;
}
