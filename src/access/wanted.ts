import type { PolicyGroup } from '../approvals/policy-match.ts';
import { accountIn } from '../domain/principal.ts';
import { liveGrantsOf } from '../store/grants.ts';
import { isListed, obstacleOf } from './look.ts';
import { protectedLogins } from './protected.ts';
import { type RequestRefusal, refuse } from './refusals.ts';
import { type AccessTools, lookUpIn } from './tools.ts';
import type { AccessAsk, Wanted } from './wish.ts';

/** What the directory says about the wish: the account, and whether anything stands in the way. Throws where it does not answer. */
export async function whatIsWanted(
  tools: AccessTools,
  ask: AccessAsk,
  group: PolicyGroup,
): Promise<Wanted | RequestRefusal> {
  const { connection } = group;
  const accountId = accountIn(ask.beneficiary, connection);
  const account = accountId === null ? null : await lookUpIn(tools.providers, connection).account(accountId);
  if (account?.status !== 'active') return refuse('account_unfit');
  if (protectedLogins(tools, connection).has(account.login.toLowerCase())) return refuse('protected');
  const key = { connection, groupId: group.id, accountId: account.id };
  const obstacle = await obstacleOf(tools, key);
  if (obstacle !== null) return refuse('obstacle', obstacle === 'gone' ? 'it is gone' : obstacle.why);
  const wanted = { ask, key, groupName: group.name, account };
  if (ask.extends !== null) return wanted;
  // Listed without a grant of ours: somebody else gave it, and it has no end.
  const ours = await liveGrantsOf(tools.db, key);
  return ours.length === 0 && (await isListed(tools, key)) ? refuse('member_already') : wanted;
}
