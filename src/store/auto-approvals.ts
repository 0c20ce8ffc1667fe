import type { Db } from './open.ts';

/** How often a policy was approved without asking on a day: for one person, and in all. */
export async function countAutoApprovals(
  db: Db,
  { policyId, person, day }: { readonly policyId: string; readonly person: string; readonly day: string },
): Promise<{ readonly byPerson: number; readonly inAll: number }> {
  const rows = await db
    .selectFrom('auto_approval')
    .select('person')
    .where('day', '=', day)
    .where('policy_id', '=', policyId)
    .execute();
  return { byPerson: rows.filter((row) => row.person === person).length, inAll: rows.length };
}

export async function insertAutoApproval(
  db: Db,
  spent: {
    readonly approvalId: string;
    readonly policyId: string;
    readonly person: string;
    readonly day: string;
  },
): Promise<void> {
  const { approvalId, policyId, person, day } = spent;
  await db
    .insertInto('auto_approval')
    .values({ approval_id: approvalId, policy_id: policyId, person, day })
    .execute();
}
