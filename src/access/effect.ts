import { emergencyUnreviewed } from '../alerts/grant-causes.ts';
import type { ApprovalEffect } from '../approvals/index.ts';
import type { Approval } from '../domain/approval.ts';
import type { Grant } from '../domain/grant.ts';
import { appendAudit } from '../store/audit.ts';
import { grantOfApproval, insertGrant } from '../store/grants.ts';
import type { Db } from '../store/open.ts';
import { alarm } from './alarm.ts';
import { AccessContent, grantFrom } from './content.ts';
import { beginSoon, grantLater } from './later.ts';
import type { GrantTools } from './tools.ts';

type EffectTools = Omit<GrantTools, 'db' | 'providers'>;

/** What the end of an approval of access does, in the transaction that ends it: jobs carry it out. */
export function accessEffect(tools: EffectTools): ApprovalEffect {
  return {
    approved: async (db, approval) => {
      if (isReview(approval)) return;
      await allow({ ...tools, db }, approval);
    },
    ended: async (db, approval) => {
      if (isReview(approval)) await takeBack({ ...tools, db }, approval);
    },
  };
}

function isReview({ content }: Approval): boolean {
  return AccessContent.parse(content).emergency;
}

/** The grant that an approval allows, and what has it given. Inside the caller's transaction. */
export async function allow(
  tools: Pick<GrantTools, 'db' | 'queue' | 'clock'>,
  approval: Approval,
): Promise<Grant> {
  const { db, clock } = tools;
  const now = clock.now();
  const grant = grantFrom(approval, now);
  await insertGrant(db, grant);
  if (grant.status === 'scheduled') await grantLater(tools, grant, { at: grant.startsAt ?? now });
  else await beginSoon(tools);
  await appendAudit(db, {
    at: now,
    actor: 'lockstep',
    action: 'grant.allowed',
    object: grant.id,
    detail: { approval: approval.id, policy: grant.policyId, extends: grant.extends },
  });
  return grant;
}

/** The review of an emergency did not pass: a no ends the grant, and so does taking the question back; silence is for somebody to look at. */
async function takeBack(tools: EffectTools & { readonly db: Db }, approval: Approval): Promise<void> {
  const { db, queue } = tools;
  const grant = await grantOfApproval(db, approval.id);
  if (grant === null) return;
  if (approval.status === 'expired') {
    const because = 'the emergency was not reviewed in time';
    return await alarm(tools, emergencyUnreviewed, { grant, because });
  }
  const because =
    approval.status === 'denied' ? 'the review of the emergency said no' : 'its review was taken back';
  const end = { because, by: 'lockstep' };
  // From a job: whoever decides holds the approval, and must not wait for the membership.
  await queue.add(db, {
    task: 'end-due',
    key: `end-due:${grant.id}`,
    payload: { early: { grantId: grant.id, end } },
  });
}
