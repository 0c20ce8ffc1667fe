/** Who may decide, and what a decision does: quorum, stages, separation of duties. Silence and doubt never approve. */

export { type Decided, type DecisionAsk, decideApproval } from './approve.ts';
export { eligibilityOf } from './approvers.ts';
export { askEachApprover } from './ask-each-approver.ts';
export { type CancelAsk, type Cancelled, type CancelRefusal, cancelApproval } from './cancel.ts';
export type { Eligibility } from './decide.ts';
export { decideWithProof } from './decide-with-proof.ts';
export { expireProofs } from './end-proof.ts';
export { sweepApprovals } from './expire.ts';
export { type Approver, type Approvers, listApprovers } from './list-approvers.ts';
export { type ApprovalAsk, openApproval, openDecided } from './open.ts';
export { proveByPush } from './prove-by-push.ts';
export { ruleWords } from './rules.ts';
export {
  type FinishedSignIn,
  finishSignIn,
  lookAtSignIn,
  type OpenedSignIn,
  openSignIn,
  type WhatIsProved,
} from './sign-in.ts';
export { type ProofAsk, type ProofRefusal, type ProofRequest, requestProof } from './step-up.ts';
export type { ApprovalEffect, ApprovalEffects, ApprovalTools, ApproverTools, ProofTools } from './tools.ts';
