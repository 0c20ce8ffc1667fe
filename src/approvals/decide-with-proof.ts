import type { ProofDetail, StepUp } from '../domain/step-up.ts';
import { listDecisions } from '../store/approvals.ts';
import { findStepUp, moveStepUp } from '../store/step-ups.ts';
import { inTransaction } from '../store/transaction.ts';
import { decideApproval } from './approve.ts';
import { tellProof } from './end-proof.ts';
import type { ProofTools } from './tools.ts';

/**
 * Decides as the person wanted to when they were asked for the proof, which by now is there. Everything is judged anew, and
 * a refusal is told to them. Safe to repeat: a proof serves once. Throws OperatorError APPROVAL_BUSY.
 */
export async function decideWithProof(tools: ProofTools, proofId: string): Promise<void> {
  const stepUp = await findStepUp(tools.db, proofId);
  if (stepUp === null) return;
  if (stepUp.status === 'used') return await noteLost(tools, stepUp);
  if (stepUp.status !== 'proved') return;
  const { approvalId, by, slackUserId, verdict, reason, hash } = stepUp;
  const ask = { approvalId, by, slackUserId, verdict, reason, hash, proof: proofId };
  const decided = await decideApproval(tools, ask);
  if ('refused' in decided) await noteRefusal(tools, proofId, decided.refused);
}

/** The process may have died between the refusal and the word about it. */
async function noteLost(tools: ProofTools, { id, approvalId, detail }: StepUp): Promise<void> {
  if (detail.refused !== undefined) return;
  const decisions = await listDecisions(tools.db, approvalId);
  if (!decisions.some(({ proof }) => proof === id)) await noteRefusal(tools, id, 'lost');
}

async function noteRefusal(
  tools: ProofTools,
  proofId: string,
  refused: NonNullable<ProofDetail['refused']>,
): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const stepUp = await findStepUp(db, proofId);
    // One whose time was over is ended by the sweep, which says so.
    if (stepUp?.status !== 'used' && stepUp?.status !== 'proved') return;
    const to = stepUp.status === 'used' ? 'used' : 'refused';
    const noted = await moveStepUp(db, stepUp, { from: stepUp.status, to, adds: { refused } });
    if (noted !== null) await tellProof({ ...tools, db }, noted);
  });
}
