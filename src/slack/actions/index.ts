/** What may be clicked in a message. */
import type { SlackAction } from './action.ts';
import answerNo from './actor-answer-no.ts';
import answerYes from './actor-answer-yes.ts';
import acknowledge from './alert-acknowledge.ts';
import askActor from './alert-ask-actor.ts';
import intended from './alert-intended.ts';
import provisionOnDemand from './alert-provision-on-demand.ts';
import resolve from './alert-resolve.ts';
import restartJob from './alert-restart-job.ts';
import restoreMembers from './alert-restore-members.ts';
import retryPush from './alert-retry-push.ts';
import snooze from './alert-snooze.ts';
import validateCredentials from './alert-validate-credentials.ts';
import approvalApprove from './approval-approve.ts';
import approvalCancel from './approval-cancel.ts';
import approvalDeny from './approval-deny.ts';
import approvalShow from './approval-show.ts';
import deactivationStepDone from './deactivation-step-done.ts';
import deactivationUndo from './deactivation-undo.ts';
import dormantDeactivate from './dormant-deactivate.ts';
import dormantKeep from './dormant-keep.ts';
import driftAdopt from './drift-adopt.ts';
import driftAsk from './drift-ask.ts';
import driftRevert from './drift-revert.ts';
import grantExtend from './grant-extend.ts';
import grantRevoke from './grant-revoke.ts';
import restoreAsk from './restore-ask.ts';

export const actions: readonly SlackAction[] = [
  acknowledge,
  answerNo,
  answerYes,
  askActor,
  approvalApprove,
  approvalCancel,
  approvalDeny,
  approvalShow,
  deactivationStepDone,
  deactivationUndo,
  dormantDeactivate,
  dormantKeep,
  driftAdopt,
  driftAsk,
  driftRevert,
  grantExtend,
  grantRevoke,
  intended,
  provisionOnDemand,
  resolve,
  restartJob,
  retryPush,
  restoreAsk,
  restoreMembers,
  snooze,
  validateCredentials,
];
