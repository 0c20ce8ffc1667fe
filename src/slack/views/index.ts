/** Modals that may be sent. */
import actorWords from './actor-words.ts';
import resolveReason from './alert-resolve-reason.ts';
import cancelReason from './approval-cancel-reason.ts';
import denyReason from './approval-deny-reason.ts';
import deactivate from './deactivate.ts';
import reactivate from './reactivate.ts';
import undoReason from './undo-reason.ts';
import type { SlackView } from './view.ts';

export const views: readonly SlackView[] = [
  actorWords,
  cancelReason,
  deactivate,
  denyReason,
  reactivate,
  resolveReason,
  undoReason,
];
