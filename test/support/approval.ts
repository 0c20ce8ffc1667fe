import type { Question } from '../../src/approvals/decide.ts';
import { hashOf } from '../../src/approvals/hash.ts';
import type { DecisionAsk } from '../../src/approvals/index.ts';
import type { ApprovalAsk } from '../../src/approvals/open.ts';
import type { ApprovalTools, ApproverTools } from '../../src/approvals/tools.ts';
import type { Approval, ApproverRule, Decision, Stage } from '../../src/domain/approval.ts';
import type { Principal } from '../../src/domain/principal.ts';
import { fixedClock, HOUR_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { insertApproval } from '../../src/store/approvals.ts';
import { readAudit } from '../../src/store/audit.ts';
import { markSent, nextMessages } from '../../src/store/messages.ts';
import type { Db, Store } from '../../src/store/open.ts';
import type { Queue } from '../../src/store/queue/queue.ts';
import { inTransaction } from '../../src/store/transaction.ts';
import { quietSettings } from './settings.ts';

/** Far ahead: a job that is to run at once gets the time of the machine, and so is due. */
export const noon = new Date('2099-11-26T12:00:00Z');

export function principal(name: string, over: Partial<Principal> = {}): Principal {
  return {
    id: `okta:${name}`,
    email: `${name}@acme.test`,
    name,
    accounts: [`okta:${name}`, `entra:${name}`],
    ...over,
  };
}

/** The same person under another address, known by one account; and by another account, known by the address. */
export function twins(name: string): readonly [Principal, Principal] {
  return [
    principal(name, {
      id: `okta:${name}2`,
      email: `${name}.two@acme.test`,
      accounts: [`okta:${name}2`, `entra:${name}`],
    }),
    principal(name, { id: `okta:${name}3`, accounts: [`okta:${name}3`] }),
  ];
}

export const approverGroup: ApproverRule = { kind: 'group', connection: 'okta', group: 'approvers' };

export function stageOf(over: Partial<Stage> = {}): Stage {
  return {
    name: 'owners',
    quorum: 1,
    approvers: [approverGroup],
    fallback: [],
    escalateAfterMinutes: null,
    ...over,
  };
}

/** Ada asks for Ben: one stage, one approver, a day. */
export function askOf(over: Partial<ApprovalAsk> = {}): ApprovalAsk {
  return {
    kind: 'access',
    requester: principal('ada'),
    beneficiaries: [principal('ben')],
    content: { group: 'g1', minutes: 240 },
    stages: [stageOf()],
    stepUp: false,
    expiresAt: new Date(noon.getTime() + 24 * HOUR_MS),
    ...over,
  };
}

export function approvalOf(over: Partial<Approval> = {}): Approval {
  const whole: Approval = {
    ...askOf(),
    id: 'approval_1',
    status: 'pending',
    revision: 0,
    hash: '',
    stage: 0,
    stageSince: noon,
    escalatedAt: null,
    remindedAt: null,
    createdAt: noon,
    endedAt: null,
    because: null,
    note: null,
    ...over,
  };
  return { ...whole, hash: over.hash ?? hashOf(whole) };
}

export function decisionOf(approval: Approval, name: string, over: Partial<Decision> = {}): Decision {
  return {
    approvalId: approval.id,
    stage: approval.stage,
    by: principal(name),
    slackUserId: `U${name}`,
    verdict: 'approve',
    reason: null,
    hash: approval.hash,
    at: noon,
    evidence: 'member',
    proof: null,
    ...over,
  };
}

/** Cat, who may, says yes. */
export function questionOf(over: Partial<Question> = {}): Question {
  const approval = over.approval === undefined ? approvalOf() : over.approval;
  return {
    approval,
    decisions: [],
    by: principal('cat'),
    verdict: 'approve',
    reason: null,
    hash: approval?.hash ?? '',
    eligibility: { kind: 'eligible', evidence: 'member' },
    proven: false,
    frozen: false,
    now: new Date(noon.getTime() + HOUR_MS),
    ...over,
  };
}

export type DeskTools = ApprovalTools & ApproverTools;

/** What the tests of deciding share: tools, what the effects were told, and short words for the verbs. */
export function openDesk(
  { db, queue }: Pick<Store, 'db' | 'queue'>,
  over: Partial<Omit<DeskTools, 'clock'>> & { readonly clock?: ReturnType<typeof fixedClock> } = {},
) {
  const clock = over.clock ?? fixedClock(noon.toISOString());
  const carriedOut: string[] = [];
  const told =
    (what: string) =>
    async (_: Db, { id }: Approval) => {
      carriedOut.push(`${what} ${id}`);
      await Promise.resolve();
    };
  const tools = {
    db,
    queue,
    log: silentLog,
    settings: quietSettings({ channels: { reports: null, alerts: null, requests: 'C0REQ' } }),
    effects: { access: { approved: told('approved'), ended: told('ended') } },
    providers: [],
    ...over,
    clock,
  };
  return { tools, clock, carriedOut };
}

/** Puts an approval straight into the store, without messages. */
export async function put(db: Db, approval: Approval): Promise<Approval> {
  await insertApproval(db, approval);
  return approval;
}

export function click(approval: Approval, name: string, over: Partial<DecisionAsk> = {}): DecisionAsk {
  return {
    approvalId: approval.id,
    by: principal(name),
    slackUserId: `U${name}`,
    verdict: 'approve',
    reason: null,
    hash: approval.hash,
    proof: null,
    ...over,
  };
}

/** What the audit log says, as `action code-or-outcome`. */
export async function auditOf(db: Db): Promise<string[]> {
  const lines: string[] = [];
  for await (const { action, detail } of readAudit(db)) {
    const word = detail['code'] ?? detail['outcome'];
    lines.push(typeof word === 'string' ? `${action} ${word}` : action);
  }
  return lines;
}

/** Opens in a transaction of its own, as a feature would in its own. */
export async function inItsOwn<T extends { readonly db: Db }, R>(
  tools: T,
  work: (tools: T) => Promise<R>,
): Promise<R> {
  return await inTransaction(tools.db, async (db) => await work({ ...tools, db }));
}

/** The real queue, and the keys of what was added to it. */
export function noting(queue: Queue): { readonly queue: Queue; readonly keys: string[] } {
  const keys: string[] = [];
  const noted =
    (to: Queue['add']): Queue['add'] =>
    async (db, job) => {
      keys.push(job.key);
      await to(db, job);
    };
  return { queue: { ...queue, add: noted(queue.add), wake: noted(queue.wake) }, keys };
}

/** As the messenger does: everything that waits is sent. */
export async function sendAll(db: Db): Promise<string[]> {
  const waiting = await nextMessages(db, 100);
  for (const { id, channel, body } of waiting) await markSent(db, { id, channel, body, ts: '1.1', at: noon });
  return waiting.map(({ id }) => id);
}
