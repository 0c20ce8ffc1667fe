import type { Approval } from '../domain/approval.ts';
import type { MembershipKey } from '../domain/grant.ts';
import { listPending } from '../store/approvals.ts';
import type { Db } from '../store/open.ts';
import { AccessContent } from './content.ts';

const PAGE = 200;

/** Every request for access that waits for a decision (reviews of emergencies are none), with what it is about. */
export async function* pendingRequests(
  db: Db,
): AsyncGenerator<{ readonly approval: Approval; readonly content: AccessContent }> {
  let after = '';
  for (;;) {
    const page = await listPending(db, { after, limit: PAGE });
    for (const approval of page) {
      if (approval.kind !== 'access') continue;
      const content = AccessContent.parse(approval.content);
      if (!content.emergency) yield { approval, content };
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}

/** The request for this membership that waits already; null = there is none. */
export async function pendingFor(
  db: Db,
  { connection, groupId, accountId }: MembershipKey,
): Promise<Approval | null> {
  for await (const { approval, content } of pendingRequests(db)) {
    const same = content.connection === connection && content.groupId === groupId;
    if (same && content.accountId === accountId) return approval;
  }
  return null;
}
