import { type ApprovalTools, cancelApproval } from '../approvals/index.ts';
import type { MembershipKey } from '../domain/grant.ts';
import { isSamePrincipal, lockstep, type Principal } from '../domain/principal.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { grantsThatBrought, liveGrantsOfAccounts } from '../store/grants.ts';
import type { Db } from '../store/open.ts';
import { pendingRequests } from './pending.ts';
import { endNow } from './revoke.ts';
import type { AccessTools } from './tools.ts';

/** What somebody holds through Lockstep, in words, and the requests by or for them that wait, by id. */
export async function accessOf(
  db: Db,
  person: Principal,
): Promise<{ readonly grants: readonly string[]; readonly requests: readonly string[] }> {
  const grants = await liveGrantsOfAccounts(db, person.accounts);
  return {
    grants: grants.map(({ connection, groupName }) => `${groupName} (${connection})`),
    requests: await waitingFor(db, person),
  };
}

/**
 * Ends the grants of a person and cancels what they asked for or was asked for them. Safe to repeat. What was closed, in
 * words; throws ACCESS_CLOSING while a directory still lists something of it.
 */
export async function closeAccess(
  tools: Pick<AccessTools, 'db' | 'queue' | 'clock'> & ApprovalTools,
  person: Principal,
  because: string,
): Promise<string> {
  const grants = await liveGrantsOfAccounts(tools.db, person.accounts);
  for (const { id } of grants) await endNow(tools, id, { because, by: 'lockstep' });
  const requests = await waitingFor(tools.db, person);
  for (const approvalId of requests) {
    const by = { by: lockstep, slackUserId: 'lockstep', operator: true };
    await cancelApproval(tools, { approvalId, ...by, reason: because });
  }
  const left = await liveGrantsOfAccounts(tools.db, person.accounts);
  if (left.length === 0) return 'no grant is left, and no request waits';
  throw new OperatorError(
    'ACCESS_CLOSING',
    `${left.map(({ groupName }) => groupName).join(', ')} is still being taken away`,
    'It is looked at again by itself.',
  );
}

/** Memberships that a person had through Lockstep alone, at some time since then: nobody gives them back but an approval. */
export async function broughtTo(
  db: Db,
  { accounts }: Principal,
  since: Date,
): Promise<readonly Pick<MembershipKey, 'connection' | 'groupId'>[]> {
  return await grantsThatBrought(db, accounts, since);
}

async function waitingFor(db: Db, person: Principal): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { approval } of pendingRequests(db)) {
    const concerned = [approval.requester, ...approval.beneficiaries];
    if (concerned.some((each) => isSamePrincipal(each, person))) ids.push(approval.id);
  }
  return ids;
}
