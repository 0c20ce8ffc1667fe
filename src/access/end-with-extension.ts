import { type ApprovalTools, cancelApproval } from '../approvals/index.ts';
import type { Grant } from '../domain/grant.ts';
import { lockstep } from '../domain/principal.ts';
import { liveGrantsOf } from '../store/grants.ts';
import { inTransaction } from '../store/transaction.ts';
import { AccessContent } from './content.ts';
import type { End } from './end.ts';
import { pendingFor } from './pending.ts';
import { endNow } from './revoke.ts';

/**
 * Ends a grant before its time, and whatever would extend it: once it is not active nobody asks for an extension any more,
 * and the one question that waits, or the grant that came of it, is left. null = it is over, or unknown.
 */
export async function endWithExtension(
  tools: ApprovalTools,
  grantId: string,
  end: End,
): Promise<Grant | null> {
  return await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const ended = await endNow(inside, grantId, end);
    if (ended === null) return null;
    const asked = await pendingFor(db, ended);
    if (asked !== null && AccessContent.parse(asked.content).extends === grantId) {
      const by = { by: lockstep, slackUserId: 'lockstep', operator: true };
      const reason = `the grant that it extends was ended: ${end.because}`;
      await cancelApproval(inside, { approvalId: asked.id, ...by, reason });
    }
    const given = (await liveGrantsOf(db, ended)).find((other) => other.extends === grantId);
    return given === undefined ? ended : ((await endNow(inside, given.id, end)) ?? ended);
  });
}
