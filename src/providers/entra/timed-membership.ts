import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { OperatorError } from '../../lib/operator-error.ts';
import { actorLacks, isCode, refusalIn } from './errors.ts';
import type { Graph } from './graph.ts';

const base = '/identityGovernance/privilegedAccess/group';
const PERMISSION = 'PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup';

interface Held {
  readonly groupId: string;
  readonly accountId: string;
}

interface Request extends Held {
  readonly action: 'adminAssign' | 'adminUpdate' | 'adminRemove';
  readonly reason: string;
  readonly scheduleInfo?: object;
}

interface Wish {
  readonly end: Date;
  readonly reason: string;
  readonly kept: boolean;
}

/** Memberships that PIM for Groups ends by itself, whatever becomes of Lockstep. */
export interface TimedMembership {
  /** Whether PIM keeps a membership of the two. */
  readonly isKept: (held: Held) => Promise<boolean>;
  /** One that is `kept` already gets the new end. The first one brings the group under PIM for good. */
  readonly give: (held: Held, wish: Wish) => Promise<void>;
  /** Nothing kept is success, and so is a tenant or an identity without PIM: it gave nothing. */
  readonly end: (held: Held) => Promise<void>;
}

export function createTimedMembership(graph: Graph, clock: Clock): TimedMembership {
  return {
    isKept: async (held) => await plainly(async () => await isKept(graph, held)),
    give: async (held, { end, reason, kept }) =>
      await plainly(async () => {
        const expiration = { type: 'afterDateTime', endDateTime: end.toISOString() };
        const scheduleInfo = { startDateTime: clock.now().toISOString(), expiration };
        const action = kept ? 'adminUpdate' : 'adminAssign';
        const request = { ...held, reason, scheduleInfo };
        // A try that failed in passing may have landed: what exists then is changed.
        if (!(await send(graph, { ...request, action })))
          await send(graph, { ...request, action: 'adminUpdate' });
      }),
    end: async (held) => {
      try {
        if (!(await isKept(graph, held))) return;
      } catch (error) {
        if (isCode(error, 'NOT_LICENSED', 'NOT_PERMITTED', 'NOT_FOUND')) return;
        throw error;
      }
      const request: Request = { ...held, action: 'adminRemove', reason: 'Ended by Lockstep' };
      await plainly(async () => await send(graph, request));
    },
  };
}

const Instance = z.object({
  principalId: z.string(),
  accessId: z.string(),
  assignmentType: z.string().nullish(),
});

/** One of the two ids must be in the filter (list assignmentScheduleInstances); samples and metadata disagree on the case of words. */
async function isKept(graph: Graph, { groupId, accountId }: Held): Promise<boolean> {
  const filter = `groupId%20eq%20'${groupId}'%20and%20principalId%20eq%20'${accountId}'`;
  const found = await graph.list(`${base}/assignmentScheduleInstances?$filter=${filter}`);
  return found.some((raw) => {
    const { principalId, accessId, assignmentType } = Instance.parse(raw);
    // One that a person activated from an eligibility is theirs, and ends by itself.
    const assigned = (assignmentType ?? 'assigned').toLowerCase() === 'assigned';
    return principalId === accountId && accessId.toLowerCase() === 'member' && assigned;
  });
}

const Answer = z.object({ status: z.string() });
/** What PIM says of a request that it took or works on (privilegedAccessGroupAssignmentScheduleRequest, status). */
const good =
  /^(accepted|granted|provisioned|provisioningstarted|pendingprovisioning|pendingschedulecreation|schedulecreated|adminapproved)$/i;

/** False when PIM has such an assignment already; 201 alone says nothing: the status does. */
async function send(graph: Graph, { groupId, accountId, reason, ...rest }: Request): Promise<boolean> {
  const body = { accessId: 'member', principalId: accountId, groupId, justification: reason, ...rest };
  try {
    const answer = await graph.send('POST', `${base}/assignmentScheduleRequests`, body);
    const { status } = Answer.parse(answer);
    const over = rest.action === 'adminRemove' && status.toLowerCase() === 'revoked';
    if (over || good.test(status)) return true;
    throw new OperatorError(
      'PIM_REFUSED',
      `PIM took the request and says ${status}`,
      "Look at the group's requests in Privileged Identity Management.",
    );
  } catch (error) {
    const code = refusalIn(error)?.code;
    if (rest.action === 'adminAssign' && code === 'RoleAssignmentExists') return false;
    if (rest.action === 'adminRemove' && code === 'RoleAssignmentDoesNotExist') return true;
    throw error;
  }
}

/** PIM's refusals in words of their own: without it, Lockstep itself can keep the end. */
async function plainly<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (isCode(error, 'NOT_PERMITTED')) throw actorLacks(PERMISSION, error);
    if (isCode(error, 'NOT_LICENSED'))
      throw new OperatorError(
        'PIM_NOT_LICENSED',
        'the tenant has no Entra ID P2 or Governance licence, which PIM for Groups needs',
        'Let Lockstep keep the end itself.',
        error,
      );
    const said = refusalIn(error);
    if (said?.code !== 'RoleAssignmentRequestPolicyValidationFailed') throw error;
    throw new OperatorError(
      'PIM_RULE_REFUSED',
      `the PIM policy of the group refused it: ${rulesIn(said.message)}`,
      'Ask for a shorter time, or change the policy of the group in Privileged Identity Management.',
      error,
    );
  }
}

/** `The following policy rules failed: ["ExpirationRule"]` */
function rulesIn(message: string): string {
  const names = [...message.matchAll(/"(\w+)"/g)].map(([, name]) => name ?? '');
  return names.length === 0 ? message : names.join(', ');
}
