import { keptOut } from '../approvals/policy.ts';
import { oppositesOf, refersTo } from '../approvals/policy-match.ts';
import { readAccessFacts } from '../approvals/request-facts.ts';
import type { Grant } from '../domain/grant.ts';
import { liveGrantsOfAccounts } from '../store/grants.ts';
import { takeGuard } from '../store/guards.ts';
import { type Attempt, SOON_MS } from './later.ts';
import type { AccessTools } from './tools.ts';

type Stopped = Exclude<Attempt, 'done'>;

/**
 * Whether a denial or a separation stands against a grant now, read live: since it was asked for, somebody may have come
 * into another group. null = none does. What cannot be read is waited for.
 */
export async function whyKeptOut(tools: AccessTools, grant: Grant): Promise<Stopped | null> {
  const { deny, separation } = tools.settings.access;
  if (deny.length + separation.length === 0) return null;
  const facts = await readAccessFacts(
    tools,
    { deny, separation, policies: [], delegates: [] },
    {
      group: { connection: grant.connection, group: grant.groupId },
      requester: grant.requestedBy,
      beneficiary: grant.subject,
    },
  );
  const refusal = 'refused' in facts ? facts : keptOut(tools.settings.access, facts);
  if (refusal === null) return null;
  return refusal.refused === 'unreadable' ? { waits: refusal.words } : { hopeless: refusal.words };
}

/**
 * The same about what no directory lists yet: another grant of the person, to a group that nobody may hold together with this
 * one. Inside the transaction that writes this grant down: of two such grants, one finds the other.
 */
export async function whySeparated(
  { db, settings }: Pick<AccessTools, 'db' | 'settings'>,
  { connection, groupId, groupName, subject }: Grant,
): Promise<Stopped | null> {
  const opposites = oppositesOf(settings.access, { connection, id: groupId, name: groupName });
  if (opposites.length === 0) return null;
  await takeGuard(db, 'separation');
  const told = (await liveGrantsOfAccounts(db, subject.accounts)).find(
    (other) =>
      other.heldBefore !== null &&
      opposites.some((opposite) =>
        refersTo(opposite.other, {
          connection: other.connection,
          id: other.groupId,
          name: other.groupName,
        }),
      ),
  );
  if (told === undefined) return null;
  const why = `nobody may hold this group together with ${told.groupName}`;
  return told.status === 'active'
    ? { hopeless: `${why} (${told.id})` }
    : { waits: `${why}, and ${told.id} is under way`, ms: SOON_MS };
}
