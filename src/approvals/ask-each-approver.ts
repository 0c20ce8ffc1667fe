import type { Approval } from '../domain/approval.ts';
import { isSamePrincipal } from '../domain/principal.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { findApproval, listDecisions, moveApproval, takePending } from '../store/approvals.ts';
import { appendAudit } from '../store/audit.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { messageById, queueMessage } from '../store/messages.ts';
import { inTransaction } from '../store/transaction.ts';
import { type Approver, type Approvers, listApprovers } from './list-approvers.ts';
import { ruleWords } from './rules.ts';
import { askApprovers, cardId, tellApproval } from './tell.ts';
import type { ApprovalTools, ApproverTools } from './tools.ts';

export interface Asking {
  readonly approvalId: string;
  readonly stage: number;
  /** A reminder: a message of its own, because an edit wakes nobody. */
  readonly again: boolean;
}

/** A group that cannot be read is tried again after this time. */
const AGAIN_MS = 5 * MINUTE_MS;

type AskingTools = Pick<ApprovalTools, 'db' | 'queue'> & ApproverTools;

/**
 * Queues one message to everybody who may decide and has not, and writes on the card what keeps people from deciding.
 * Safe to repeat: the same person has one message for each stage, and one reminder.
 */
export async function askEachApprover(tools: AskingTools, asking: Asking): Promise<void> {
  const seen = await findApproval(tools.db, asking.approvalId);
  if (seen?.status !== 'pending' || seen.stage !== asking.stage) return;
  const approvers = await listApprovers(tools, seen);
  await inTransaction(tools.db, async (db) => {
    const inside = { ...tools, db };
    const approval = await takePending(db, asking.approvalId);
    if (approval === null || approval.stage !== asking.stage) return;
    const decisions = await listDecisions(db, approval.id);
    const left = approvers.people.filter(
      ({ principal }) => !decisions.some(({ by }) => isSamePrincipal(by, principal)),
    );
    for (const approver of left) await askOne(inside, approval, { approver, again: asking.again });
    await deliverSoon(inside);
    if (approvers.unread.some(({ large }) => !large)) {
      const runAt = new Date(tools.clock.now().getTime() + AGAIN_MS);
      await askApprovers(inside, approval, { again: asking.again, runAt });
    }
    const made = decisions.filter(({ stage }) => stage === approval.stage).length;
    await note(
      inside,
      approval,
      noteOf(approvers, { left: left.length, lacking: quorumOf(approval) - made }),
    );
  });
}

async function askOne(
  { db }: AskingTools,
  { id, stage, revision }: Approval,
  { approver: { principal, rule }, again }: { readonly approver: Approver; readonly again: boolean },
): Promise<void> {
  const message = `${cardId(id)}:${again ? 'remind' : 'ask'}:${stage}:${principal.id}`;
  if ((await messageById(db, message)) !== null) return;
  await queueMessage(db, {
    id: message,
    channel: `mailto:${principal.email}`,
    kind: 'approval-ask',
    body: { approvalId: id, rule, revision },
  });
}

function quorumOf({ stages, stage }: Approval): number {
  return stages[stage]?.quorum ?? 1;
}

/** What the card says about the approvers; null where enough of them can be asked. */
function noteOf(
  { unread }: Approvers,
  { left, lacking }: { readonly left: number; readonly lacking: number },
): string | null {
  const unreadable = unread.filter(({ large }) => !large);
  const lines = unreadable.map(({ rule, because }) => `Could not be read: ${ruleWords(rule)} (${because}).`);
  const many = unread.filter(({ large }) => large);
  lines.push(...many.map(({ rule }) => `Too many to be asked one by one: ${ruleWords(rule)}.`));
  if (many.length === 0 && left < lacking) {
    const who = left === 0 ? 'Nobody' : `Only ${left} of ${lacking}`;
    lines.push(`${who} who may decide could be found${unreadable.length > 0 ? ' so far' : ''}.`);
  }
  return lines.length === 0 ? null : lines.join(' ');
}

async function note(tools: AskingTools, approval: Approval, text: string | null): Promise<void> {
  if (text === approval.note) return;
  const { db, clock } = tools;
  const noted = await moveApproval(db, approval.id, { note: text });
  if (noted === null) return;
  await tellApproval(tools, noted);
  const action = text === null ? 'approval.approvers-found' : 'approval.approvers-lacking';
  const detail = { stage: approval.stage, ...(text === null ? {} : { because: text }) };
  await appendAudit(db, { at: clock.now(), actor: 'lockstep', action, object: approval.id, detail });
}
