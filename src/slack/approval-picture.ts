import { z } from 'zod';
import { AccessContent, RestoreContent } from '../access/index.ts';
import { ruleWords } from '../approvals/index.ts';
import { rulesNow } from '../approvals/rules.ts';
import type { Approval } from '../domain/approval.ts';
import { findApproval, listDecisions } from '../store/approvals.ts';
import { toPlan } from '../store/deactivations.ts';
import { grantOfApproval } from '../store/grants.ts';
import type { ApprovalPicture } from './messages/approval.ts';
import type { Subject } from './messages/approval-subject.ts';
import type { SlackTools } from './tools.ts';
import { countUnreached } from './unreached.ts';

const People = z.object({ reason: z.string(), plans: z.array(z.unknown()) });

/** Everything that the card of an approval shows; null when there is none. */
export async function approvalPicture(
  { db, settings }: Pick<SlackTools, 'db' | 'settings'>,
  id: string,
): Promise<ApprovalPicture | null> {
  const approval = await findApproval(db, id);
  if (approval === null) return null;
  return {
    approval,
    decisions: await listDecisions(db, id),
    subject: subjectOf(approval),
    deciders: rulesNow(approval).map(ruleWords),
    unreached: await countUnreached(db, approval),
    grant: approval.kind === 'access' ? await grantOfApproval(db, id) : null,
    dryRun: settings.dryRun,
  };
}

/** Out of the content and nothing else: what is shown is what the hash covers. */
export function subjectOf({ kind, content }: Approval): Subject {
  if (kind === 'access') {
    const { reason, startsAt, ...access } = AccessContent.parse(content);
    const starts = startsAt === null ? null : new Date(startsAt);
    return { kind: 'access', reason, access: { ...access, startsAt: starts } };
  }
  if (kind === 'restore') return { kind: 'restore', ...restoreOf(content) };
  const people = People.safeParse(content);
  if (!people.success) return { kind: 'unknown' };
  const { reason, plans } = people.data;
  // Plans are written by deactivation/ only; this gives them their dates back.
  return { kind: 'people', reason, plans: plans.map((plan) => toPlan(JSON.stringify(plan))) };
}

function restoreOf(content: Approval['content']) {
  const { reason, ...list } = RestoreContent.parse(content);
  return { reason, list };
}
