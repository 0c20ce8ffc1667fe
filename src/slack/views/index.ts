/** Modals that may be sent. */
import actorWords from './actor-words.ts';
import resolveReason from './alert-resolve-reason.ts';
import cancelReason from './approval-cancel-reason.ts';
import denyReason from './approval-deny-reason.ts';
import deactivate from './deactivate.ts';
import driftAdopt from './drift-adopt.ts';
import driftRevert from './drift-revert.ts';
import grantExtend from './grant-extend.ts';
import grantRevokeReason from './grant-revoke-reason.ts';
import reactivate from './reactivate.ts';
import request from './request.ts';
import undoReason from './undo-reason.ts';
import type { SlackView } from './view.ts';

export const views: readonly SlackView[] = [
  actorWords,
  cancelReason,
  deactivate,
  denyReason,
  driftAdopt,
  driftRevert,
  grantExtend,
  grantRevokeReason,
  reactivate,
  request,
  resolveReason,
  undoReason,
];
