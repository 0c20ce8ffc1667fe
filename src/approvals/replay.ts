import { z } from 'zod';
import type { Approval } from '../domain/approval.ts';
import type { AccessSettings } from '../domain/policy.ts';
import { canonical } from './hash.ts';
import { evaluate } from './policy.ts';
import { readAccessFacts } from './request-facts.ts';
import type { ApproverTools } from './tools.ts';

/** What of a past request the policies judge. */
const Asked = z.object({
  connection: z.string(),
  groupId: z.string(),
  groupName: z.string().optional(),
  minutes: z.int().nullable(),
  policyId: z.string(),
  reason: z.string().nullable().default(null),
  ticket: z.string().nullable().default(null),
  emergency: z.boolean().default(false),
});

/** same: asked of the same people. policy: another one speaks. approvers: other stages. unread: nobody knows. */
export type ReplayOutcome = 'same' | 'policy' | 'approvers' | 'refused' | 'unread';

export interface Replayed {
  readonly approvalId: string;
  readonly createdAt: Date;
  readonly requester: string;
  readonly group: string;
  readonly policyThen: string;
  readonly outcome: ReplayOutcome;
  /** What is different, in words; null = nothing. Untrusted. */
  readonly now: string | null;
}

/**
 * What would come of a past request if it were made now, under these policies and with today's memberships; null = it is no
 * request for access that could be read. Asks nobody and stores nothing.
 */
export async function replay(
  tools: ApproverTools,
  access: AccessSettings,
  approval: Approval,
): Promise<Replayed | null> {
  const parsed = Asked.safeParse(approval.content);
  const [beneficiary] = approval.beneficiaries;
  if (approval.kind !== 'access' || !parsed.success || beneficiary === undefined) return null;
  const asked = parsed.data;
  return {
    approvalId: approval.id,
    createdAt: approval.createdAt,
    requester: approval.requester.email,
    group: asked.groupName ?? asked.groupId,
    policyThen: asked.policyId,
    ...(await judge(tools, access, { approval, asked })),
  };
}

async function judge(
  tools: ApproverTools,
  access: AccessSettings,
  { approval, asked }: { readonly approval: Approval; readonly asked: z.infer<typeof Asked> },
): Promise<Pick<Replayed, 'outcome' | 'now'>> {
  const { requester, beneficiaries } = approval;
  const group = { connection: asked.connection, group: asked.groupId };
  const beneficiary = beneficiaries[0] ?? requester;
  const facts = await readAccessFacts(tools, access, { group, requester, beneficiary });
  const wish = { ...asked, permanent: asked.minutes === null };
  const answer = 'refused' in facts ? facts : evaluate({ access, facts, wish, spent: null });
  if ('refused' in answer)
    return { outcome: answer.refused === 'unreadable' ? 'unread' : 'refused', now: answer.words };
  if (answer.policyId !== asked.policyId) return { outcome: 'policy', now: `decided by ${answer.policyId}` };
  return canonical(answer.stages) === canonical(approval.stages)
    ? { outcome: 'same', now: null }
    : { outcome: 'approvers', now: 'asked of others, or in other stages' };
}
