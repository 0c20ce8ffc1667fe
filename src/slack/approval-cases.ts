import {
  type Cancelled,
  cancelApproval,
  type Decided,
  decideApproval,
  eligibilityOf,
  type ProofRequest,
  requestProof,
} from '../approvals/index.ts';
import { rulesNow } from '../approvals/rules.ts';
import type { Approval, Decision } from '../domain/approval.ts';
import { isSamePrincipal } from '../domain/principal.ts';
import { findApproval, listApprovals, listDecisions } from '../store/approvals.ts';
import { approvalPicture, subjectOf } from './approval-picture.ts';
import type { ApprovalPicture } from './messages/approval.ts';
import type { Entry } from './messages/approval-list.ts';
import type { Actor } from './principal.ts';
import type { SlackTools } from './tools.ts';

export interface Waiting {
  readonly entries: readonly Entry[];
  /** Questions of which it could not be read whether they may decide. */
  readonly unread: number;
}

/** What commands, buttons and modals may do with approvals; each is one step over approvals/. */
export interface ApprovalCases {
  /**
   * `shown`: what a button carries, the id and the hash of what was shown. Where the policy asks for a second factor, it
   * asks for the proof instead, and the decision comes after it.
   */
  readonly decide: (
    shown: string,
    ask: { readonly actor: Actor; readonly verdict: Decision['verdict']; readonly reason: string | null },
  ) => Promise<Decided | ProofRequest>;
  readonly cancel: (
    approvalId: string,
    ask: { readonly actor: Actor; readonly reason: string | null },
  ) => Promise<Cancelled>;
  readonly picture: (approvalId: string) => Promise<ApprovalPicture | null>;
  /** What they asked for: what waits, and a few that ended. */
  readonly listMine: (actor: Actor) => Promise<readonly Entry[]>;
  /** What they may decide right now, read live. */
  readonly listWaitingForMe: (actor: Actor) => Promise<Waiting>;
}

/** So many are looked at for one person; there is a message for each of the others. */
const LOOKED_AT = 50;
const MINE = 10;

export function createApprovalCases(tools: SlackTools): ApprovalCases {
  return {
    decide: async (shown, { actor, verdict, reason }) => {
      const [approvalId = '', hash = ''] = shown.split('|');
      const { principal: by, slackUserId } = actor;
      const ask = { approvalId, hash, by, slackUserId, verdict, reason };
      const { publicUrl = null } = tools;
      if ((await findApproval(tools.db, approvalId))?.stepUp === true)
        return await requestProof({ ...tools, publicUrl }, ask);
      return await decideApproval(tools, { ...ask, proof: null });
    },
    cancel: async (approvalId, { actor, reason }) => {
      const { principal: by, slackUserId } = actor;
      const operator = await actor.holds('operator');
      return await cancelApproval(tools, { approvalId, by, slackUserId, operator, reason });
    },
    picture: async (approvalId) => await approvalPicture(tools, approvalId),
    listMine: async ({ principal: requester }) => {
      const statuses = ['pending', 'approved', 'denied', 'cancelled', 'expired'] as const;
      return (await listApprovals(tools.db, { statuses, requester, limit: MINE })).map(toEntry);
    },
    listWaitingForMe: async (actor) => await waitingFor(tools, actor),
  };
}

function toEntry(approval: Approval): Entry {
  return { approval, subject: subjectOf(approval) };
}

async function waitingFor(tools: SlackTools, { principal }: Actor): Promise<Waiting> {
  const entries: Entry[] = [];
  let unread = 0;
  // Most questions have the approvers of one policy: each set of rules is read once.
  const known = new Map<string, Awaited<ReturnType<typeof eligibilityOf>>>();
  for (const approval of await listApprovals(tools.db, { statuses: ['pending'], limit: LOOKED_AT })) {
    const parties = [approval.requester, ...approval.beneficiaries];
    if (parties.some((each) => isSamePrincipal(each, principal))) continue;
    const decisions = await listDecisions(tools.db, approval.id);
    if (decisions.some(({ by }) => isSamePrincipal(by, principal))) continue;
    const rules = rulesNow(approval);
    const about = rules.some(({ kind }) => kind === 'manager') ? approval.beneficiaries : [];
    const key = JSON.stringify([rules, about]);
    const eligibility = known.get(key) ?? (await eligibilityOf(tools, approval, principal));
    known.set(key, eligibility);
    if (eligibility.kind === 'eligible') entries.push(toEntry(approval));
    if (eligibility.kind === 'unreadable') unread += 1;
  }
  return { entries, unread };
}
