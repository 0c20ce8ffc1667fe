import type { Approval } from '../domain/approval.ts';
import { isSamePrincipal, type Principal } from '../domain/principal.ts';
import { findApproval, moveApproval, takePending } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { inTransaction } from '../store/transaction.ts';
import { tellApproval } from './tell.ts';
import { type ApprovalTools, effectOfKind } from './tools.ts';

export interface CancelAsk {
  readonly approvalId: string;
  readonly by: Principal;
  readonly slackUserId: string;
  /** Whether they hold the role operator, read live by the caller. */
  readonly operator: boolean;
  /** An operator has to say why; a requester may. Untrusted text. */
  readonly reason: string | null;
}

/** not_yours: neither the requester nor an operator. */
export type CancelRefusal = 'unknown' | 'not_pending' | 'not_yours' | 'reason_missing';

export type Cancelled =
  | { readonly outcome: 'cancelled'; readonly approval: Approval }
  | { readonly refused: CancelRefusal; readonly approval: Approval | null };

/** Takes a question back: its requester, or an operator who says why. A beneficiary who did not ask cannot. */
export async function cancelApproval(tools: ApprovalTools, ask: CancelAsk): Promise<Cancelled> {
  return await inTransaction(tools.db, async (db) => {
    const taken = await takePending(db, ask.approvalId);
    const approval = taken ?? (await findApproval(db, ask.approvalId));
    const refused = refusalOf(approval, ask);
    if (refused !== null) {
      await audit({ ...tools, db }, ask, { action: 'approval.cancel-refused', detail: { code: refused } });
      return { refused, approval };
    }
    return await cancel({ ...tools, db }, ask);
  });
}

function refusalOf(approval: Approval | null, { by, operator, reason }: CancelAsk): CancelRefusal | null {
  if (approval === null) return 'unknown';
  if (approval.status !== 'pending') return 'not_pending';
  if (isSamePrincipal(by, approval.requester)) return null;
  if (!operator) return 'not_yours';
  return (reason ?? '').trim() === '' ? 'reason_missing' : null;
}

async function cancel(tools: ApprovalTools, ask: CancelAsk): Promise<Cancelled> {
  const { db, clock } = tools;
  const change = { status: 'cancelled', endedAt: clock.now(), because: ask.reason, note: null } as const;
  const approval = await moveApproval(db, ask.approvalId, change);
  // The transaction holds the row since takePending.
  if (approval === null) throw new Error('an approval that was taken is not pending');
  await tellApproval(tools, approval);
  await audit(tools, ask, { action: 'approval.cancelled', detail: { reason: ask.reason } });
  await effectOfKind(tools, approval.kind).ended?.(db, approval);
  return { outcome: 'cancelled', approval };
}

async function audit(
  { db, clock }: ApprovalTools,
  { approvalId, by, slackUserId }: CancelAsk,
  { action, detail }: { readonly action: string; readonly detail: object },
): Promise<void> {
  await appendAudit(db, {
    at: clock.now(),
    actor: by.id,
    action,
    object: approvalId,
    detail: { ...detail, slackUser: slackUserId },
  });
}
