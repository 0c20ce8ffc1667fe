import { type ApprovalTools, cancelApproval } from '../approvals/index.ts';
import type { MembershipKey } from '../domain/grant.ts';
import { accountKey, lockstep } from '../domain/principal.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { grantsOfLostAccounts } from '../store/grant-sweeps.ts';
import { knownAccounts } from '../store/mirror-names.ts';
import { pendingRequests } from './pending.ts';
import { endNow } from './revoke.ts';
import { type AccessProvider, type AccessTools, lookUpIn } from './tools.ts';

/** The mirror knows of an account by then. */
const MIRROR_MS = 30 * MINUTE_MS;
/** Live reads of one sweep: the mirror says who is worth one. */
const READS = 20;

/** Ends the grants of accounts that are deactivated or gone, and takes back what was asked for them. How many. */
export async function closeForLeavers(
  tools: AccessTools & ApprovalTools,
  { id: connection }: AccessProvider,
): Promise<number> {
  const before = new Date(tools.clock.now().getTime() - MIRROR_MS);
  let closed = 0;
  for (const grant of await grantsOfLostAccounts(tools.db, { connection, before, limit: READS })) {
    const why = await whyLost(tools, grant);
    if (why === null) continue;
    if ((await endNow(tools, grant.id, { because: why, by: 'lockstep' })) !== null) closed += 1;
  }
  return closed + (await cancelForLeavers(tools, connection));
}

async function cancelForLeavers(tools: AccessTools & ApprovalTools, connection: string): Promise<number> {
  const waiting = [];
  for await (const { approval, content } of pendingRequests(tools.db)) {
    if (content.connection === connection) waiting.push({ approval, key: content });
  }
  const known = await knownAccounts(
    tools.db,
    connection,
    waiting.map(({ key }) => key.accountId),
  );
  const doubtful = waiting.filter(({ key }) => known.get(key.accountId)?.disabled !== false);
  let cancelled = 0;
  for (const { approval, key } of doubtful.slice(0, READS)) {
    const why = await whyLost(tools, key);
    if (why === null) continue;
    const ask = {
      approvalId: approval.id,
      by: lockstep,
      slackUserId: 'lockstep',
      operator: true,
      reason: why,
    };
    if ('outcome' in (await cancelApproval(tools, ask))) cancelled += 1;
  }
  return cancelled;
}

/** Read live: the mirror alone ends nothing. What cannot be read ends nothing either. */
async function whyLost(
  { providers, log }: Pick<AccessTools, 'providers' | 'log'>,
  { connection, accountId }: MembershipKey,
): Promise<string | null> {
  try {
    const account = await lookUpIn(providers, connection).account(accountId);
    if (account === null) return 'the account is gone';
    return account.status === 'disabled' ? 'the account was deactivated' : null;
  } catch (error) {
    log.warn(
      { account: accountKey(connection, accountId), reason: String(error) },
      'an account could not be read',
    );
    return null;
  }
}
