import type { Alert, Offer } from '../domain/alert.ts';
import type { RemovedMember } from '../domain/restore.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { listMemberChanges } from '../store/events.ts';
import { type KnownAccount, knownAccounts, knownGroups } from '../store/mirror-names.ts';
import type { AccessTools } from './tools.ts';

/** The first removals came before there were enough of them to raise the alert (the window of mass-removal). */
const BEFORE_MS = 15 * MINUTE_MS;
/** Changes that are looked at. */
const LOOKED = 10_000;
/** One list, and one approval, holds so many. */
const MOST = 2000;

/** A membership that is missing by the events, and what the mirror knows of the account; null = nothing. */
export interface MissingMember extends RemovedMember {
  readonly account: KnownAccount | null;
}

export interface Removed {
  readonly members: readonly MissingMember[];
  /** There were more than are looked at. */
  readonly cutOff: boolean;
}

/** Which memberships an alert is about that somebody removed and that are still missing, as the events tell it. */
export async function removedMembers(
  { db, clock }: Pick<AccessTools, 'db' | 'clock'>,
  { connection, firstAt }: Alert,
  { group, actor }: Offer['on'],
): Promise<Removed> {
  const changes = await listMemberChanges(db, {
    connection,
    since: new Date(firstAt.getTime() - BEFORE_MS),
    until: clock.now(),
    groupIds: group === undefined ? null : [group],
    limit: LOOKED + 1,
  });
  const last = new Map(changes.map((change) => [`${change.groupId} ${change.accountId}`, change]));
  // Whoever is back by now needs nothing.
  const gone = [...last.values()].filter(
    (change) => change.op === 'removed' && (actor === undefined || change.actor?.id === actor),
  );
  const kept = gone.slice(0, MOST);
  const groups = await knownGroups(db, connection, [...new Set(kept.map(({ groupId }) => groupId))]);
  const people = await knownAccounts(db, connection, [...new Set(kept.map(({ accountId }) => accountId))]);
  const members = kept.map(({ groupId, accountId, at }) => ({
    connection,
    groupId,
    groupName: groups.get(groupId)?.name ?? groupId,
    accountId,
    login: people.get(accountId)?.login ?? accountId,
    removedAt: at,
    account: people.get(accountId) ?? null,
  }));
  return { cutOff: changes.length > LOOKED || gone.length > MOST, members: members.toSorted(byName) };
}

function byName(one: MissingMember, other: MissingMember): number {
  return one.groupName.localeCompare(other.groupName) || one.login.localeCompare(other.login);
}
