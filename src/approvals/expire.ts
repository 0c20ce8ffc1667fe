import type { Approval } from '../domain/approval.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { type ApprovalChange, listPending, moveApproval, takePending } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { inTransaction } from '../store/transaction.ts';
import { askApprovers, tellApproval } from './tell.ts';
import { type ApprovalTools, effectOfKind } from './tools.ts';

const PAGE = 200;

/**
 * Ends what nobody decided in time, reminds at half-time, and asks the fallback where a stage waits too long. Silence never
 * approves. Each approval in a transaction of its own, from the state it is in then: any number of replicas may sweep at
 * once, and one that cannot be moved holds up no other.
 */
export async function sweepApprovals(tools: ApprovalTools & { readonly log: Log }): Promise<void> {
  let after = '';
  for (;;) {
    const page = await listPending(tools.db, { after, limit: PAGE });
    for (const { id } of page.filter((approval) => dueStep(approval, tools.clock.now()) !== null)) {
      await sweepOne(tools, id).catch((error: unknown) => {
        tools.log.error({ approval: id, reason: reasonOf(error) }, 'an approval could not be swept');
      });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

type Step = 'expire' | 'escalate' | 'remind';

/** What time asks for; an end goes before everything else. */
function dueStep(approval: Approval, now: Date): Step | null {
  const { createdAt, expiresAt, remindedAt, escalatedAt, stageSince } = approval;
  if (now.getTime() >= expiresAt.getTime()) return 'expire';
  const stage = approval.stages[approval.stage];
  if (stage !== undefined && escalatedAt === null && stage.fallback.length > 0) {
    const patience = stage.escalateAfterMinutes;
    if (patience !== null && now.getTime() >= stageSince.getTime() + patience * MINUTE_MS) return 'escalate';
  }
  const half = (createdAt.getTime() + expiresAt.getTime()) / 2;
  return remindedAt === null && now.getTime() >= half ? 'remind' : null;
}

async function sweepOne(tools: ApprovalTools, id: string): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const taken = await takePending(db, id);
    if (taken === null) return;
    switch (dueStep(taken, tools.clock.now())) {
      case 'expire':
        return await expire(inside, taken);
      case 'escalate':
        return await escalate(inside, taken);
      case 'remind':
        return await remind(inside, taken);
      case null:
    }
  });
}

async function expire(tools: ApprovalTools, approval: Approval): Promise<void> {
  const expired = await move(tools, approval, { status: 'expired', endedAt: tools.clock.now(), note: null });
  await tellAndAudit(tools, expired, 'approval.expired');
  await effectOfKind(tools, expired.kind).ended?.(tools.db, expired);
}

async function escalate(tools: ApprovalTools, approval: Approval): Promise<void> {
  const escalated = await move(tools, approval, { escalatedAt: tools.clock.now() });
  await askApprovers(tools, escalated);
  await tellAndAudit(tools, escalated, 'approval.escalated');
}

async function remind(tools: ApprovalTools, approval: Approval): Promise<void> {
  const reminded = await move(tools, approval, { remindedAt: tools.clock.now() });
  await askApprovers(tools, reminded, { again: true });
  await tellAndAudit(tools, reminded, 'approval.reminded');
}

async function move({ db }: ApprovalTools, { id }: Approval, change: ApprovalChange): Promise<Approval> {
  const moved = await moveApproval(db, id, change);
  // The transaction holds the row since takePending.
  if (moved === null) throw new Error('an approval that was taken is not pending');
  return moved;
}

async function tellAndAudit(tools: ApprovalTools, approval: Approval, action: string): Promise<void> {
  const { db, clock } = tools;
  const { id, stage } = approval;
  await tellApproval(tools, approval);
  await appendAudit(db, { at: clock.now(), actor: 'lockstep', action, object: id, detail: { stage } });
}
