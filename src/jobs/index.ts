/** Work that runs later, one file per task; a schedule, a command or another job adds it. */
import type { JobContext, Tasks } from '../store/queue/queue.ts';
import actOnAlert from './act-on-alert.ts';
import beginGrants from './begin-grants.ts';
import deactivate from './deactivate.ts';
import decideWithProof from './decide-with-proof.ts';
import deliverMessages from './deliver-messages.ts';
import deliverSinks from './deliver-sinks.ts';
import endDue from './end-due.ts';
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
  beginGrants,
  deactivate,
  decideWithProof,
  deliverMessages,
  deliverSinks,
  endDue,
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

/** Jobs that run at the same time: enough for a command during a sync, few enough for the vendors' limits. */
const CONCURRENCY = 4;

/** Tasks, and how many of their jobs run at the same time whatever runs beside them. */
export interface Lane {
  readonly tasks: Tasks;
  readonly concurrency: number;
}

/** All tasks in their lanes, so that what waits for a vendor or takes long holds up nothing that must be in time. */
export function lanesWith(tools: TaskTools): readonly Lane[] {
  const directories = tools.providers.filter(({ memberships }) => memberships !== undefined);
  const { concurrency } = tools.settings.limits;
  return [
    { tasks: bound(tools, (task) => (task.lane === undefined ? [task.name] : [])), concurrency: CONCURRENCY },
    { tasks: bound(tools, (task) => (task.lane === 'its own' ? [task.name] : [])), concurrency: 1 },
    ...directories.map(({ id }) => ({
      tasks: bound(tools, (task) => (task.lane === 'of each directory' ? [`${task.name}:${id}`] : [])),
      concurrency,
    })),
  ];
}

/** The tasks of all lanes as the queue runs them, each with its tools. */
export function tasksWith(tools: TaskTools): Tasks {
  return Object.assign({}, ...lanesWith(tools).map((lane) => lane.tasks)) as Tasks;
}

function bound(tools: TaskTools, namesOf: (task: Task) => readonly string[]): Tasks {
  return Object.fromEntries(
    tasks.flatMap((task) => {
      const run = async (payload: unknown, context: JobContext) => await task.run(tools, payload, context);
      return namesOf(task).map((name) => [name, run] as const);
    }),
  );
}
