/** Work that runs later, one file per task; a schedule, a command or another job adds it. */
import type { JobContext, Tasks } from '../store/queue/queue.ts';
import actOnAlert from './act-on-alert.ts';
import deactivate from './deactivate.ts';
import decideWithProof from './decide-with-proof.ts';
import deliverMessages from './deliver-messages.ts';
import deliverSinks from './deliver-sinks.ts';
import flyCanary from './fly-canary.ts';
import forgetOld from './forget-old.ts';
import grantAccess from './grant-access.ts';
import notifyApprovers from './notify-approvers.ts';
import pollEvents from './poll-events.ts';
import pollGroups from './poll-groups.ts';
import postDigest from './post-digest.ts';
import proposeDormant from './propose-dormant.ts';
import proveByPush from './prove-by-push.ts';
import refreshFactors from './refresh-factors.ts';
import renewHooks from './renew-hooks.ts';
import restoreMembers from './restore-members.ts';
import revokeAccess from './revoke-access.ts';
import runChecks from './run-checks.ts';
import sweepApprovals from './sweep-approvals.ts';
import sweepDeactivations from './sweep-deactivations.ts';
import sweepGrants from './sweep-grants.ts';
import syncDirectory from './sync-directory.ts';
import type { Task, TaskTools } from './task.ts';
import watchSelf from './watch-self.ts';

export const tasks: readonly Task[] = [
  actOnAlert,
  deactivate,
  decideWithProof,
  deliverMessages,
  deliverSinks,
  flyCanary,
  forgetOld,
  notifyApprovers,
  grantAccess,
  pollEvents,
  pollGroups,
  postDigest,
  proposeDormant,
  proveByPush,
  refreshFactors,
  renewHooks,
  restoreMembers,
  revokeAccess,
  runChecks,
  sweepApprovals,
  sweepGrants,
  sweepDeactivations,
  syncDirectory,
  watchSelf,
];

/** The tasks as the queue runs them, each with its tools. */
export function tasksWith(tools: TaskTools): Tasks {
  return Object.fromEntries(
    tasks.map((task) => [
      task.name,
      async (payload: unknown, context: JobContext) => await task.run(tools, payload, context),
    ]),
  );
}
