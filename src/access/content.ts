import { z } from 'zod';
import type { Approval } from '../domain/approval.ts';
import type { Grant } from '../domain/grant.ts';
import type { Principal } from '../domain/principal.ts';
import { newId } from '../lib/id.ts';

/** What an approval of kind `access` is about. Approvers decide on just this: another content is another approval. */
export const AccessContent = z.object({
  connection: z.string(),
  groupId: z.string(),
  groupName: z.string(),
  accountId: z.string(),
  login: z.string(),
  /** null = permanent. */
  minutes: z.int().nullable(),
  reason: z.string(),
  ticket: z.string().nullable(),
  /** ISO; null = at once. */
  startsAt: z.string().nullable(),
  policyId: z.string(),
  expiry: z.enum(['bot', 'native']),
  /** Given first; the decision is a review of it. */
  emergency: z.boolean(),
  /** The grant whose end it moves. */
  extends: z.string().nullable(),
});

export type AccessContent = z.infer<typeof AccessContent>;

/** The grant that an approval allows, not begun yet. */
export function grantFrom(approval: Approval, now: Date): Grant {
  const content = AccessContent.parse(approval.content);
  const [subject] = approval.beneficiaries;
  if (subject === undefined) throw new Error('access without anybody to have it');
  const { connection, groupId, accountId, groupName, login } = content;
  const startsAt = content.startsAt === null ? null : new Date(content.startsAt);
  return freshGrant({
    status: startsAt !== null && startsAt > now ? 'scheduled' : 'granting',
    since: now,
    createdAt: now,
    approvalId: approval.id,
    policyId: content.policyId,
    connection,
    groupId,
    groupName,
    accountId,
    login,
    subject,
    requestedBy: approval.requester,
    reason: content.reason,
    startsAt,
    minutes: content.minutes,
    extends: content.extends,
    expiry: content.expiry,
  });
}

export type Beginning = Pick<
  Grant,
  | 'status'
  | 'since'
  | 'createdAt'
  | 'approvalId'
  | 'policyId'
  | 'connection'
  | 'groupId'
  | 'groupName'
  | 'accountId'
  | 'login'
  | 'reason'
  | 'startsAt'
  | 'minutes'
  | 'extends'
  | 'expiry'
> & { readonly subject: Principal; readonly requestedBy: Principal };

export function freshGrant(beginning: Beginning): Grant {
  return {
    id: newId('grant'),
    revision: 0,
    grantedAt: null,
    expiresAt: null,
    heldBefore: null,
    writtenAt: null,
    removedAt: null,
    endedAt: null,
    endedBecause: null,
    dryRun: false,
    remindedAt: null,
    missingAt: null,
    triedAt: null,
    lastError: null,
    ...beginning,
  };
}
