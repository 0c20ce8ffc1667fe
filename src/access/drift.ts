import { policiesFor } from '../approvals/policy-match.ts';
import { type DirectoryEvent, memberAdded, targetOf } from '../domain/event.ts';
import type { MembershipKey } from '../domain/grant.ts';
import type { AccessPolicy } from '../domain/policy.ts';
import { lockstep } from '../domain/principal.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { reasonOf } from '../lib/operator-error.ts';
import { insertDrift, memberEventsToJudge } from '../store/drifts.ts';
import { listFreshness, markSuccess } from '../store/freshness.ts';
import { grantsWrittenSince } from '../store/grants.ts';
import { knownGroups } from '../store/mirror-names.ts';
import { restoredSince } from '../store/restore-members.ts';
import { inTransaction } from '../store/transaction.ts';
import { adoptMembership, type Deciding, revertMembership } from './adopt.ts';
import { tellDrift } from './tell.ts';
import type { AccessProvider, AccessTools } from './tools.ts';

/** A page that was read at one moment may be stored a little after a later one. */
const OVERLAP_MS = 5 * MINUTE_MS;
/** A vendor's log dates a change of ours within this time of our own clock. */
const OURS_MS = 30 * MINUTE_MS;
const PAGE = 500;

/** A change of a group with a policy, and what that policy says about changes that Lockstep did not make. */
interface Found extends MembershipKey {
  readonly event: DirectoryEvent;
  readonly policy: AccessPolicy;
}

/**
 * Says which members of managed groups somebody else added or took out, once each, and does what the policy says about it.
 * Whoever was taken out is never put back without a decision. How many were new.
 */
export async function watchDrift(tools: AccessTools, { id: connection }: AccessProvider): Promise<number> {
  if (tools.settings.access.policies.every((policy) => policy.connection !== connection)) return 0;
  const source = `drift:${connection}`;
  const now = tools.clock.now();
  const last = (await listFreshness(tools.db)).get(source) ?? now;
  const since = new Date(last.getTime() - OVERLAP_MS);
  const seen = await memberEventsToJudge(tools.db, { connection, since, limit: PAGE });
  const foreign = await notOurs(tools, connection, await inManagedGroups(tools, connection, seen));
  let fresh = 0;
  for (const found of foreign) if (await tell(tools, found)) fresh += 1;
  // A full page: the next look goes on where this one stopped.
  const newest = seen.length < PAGE ? now : (seen.at(-1)?.seenAt ?? now);
  await markSuccess(tools.db, source, newest);
  return fresh;
}

async function inManagedGroups(
  { db, settings }: AccessTools,
  connection: string,
  seen: readonly { readonly event: DirectoryEvent }[],
): Promise<readonly Found[]> {
  const groupIds = new Set(seen.flatMap(({ event }) => targetOf(event, 'group')?.id ?? []));
  const known = await knownGroups(db, connection, [...groupIds]);
  return seen.flatMap(({ event }) => {
    const group = targetOf(event, 'group');
    const account = targetOf(event, 'account');
    if (group === undefined || account === undefined) return [];
    const name = known.get(group.id)?.name ?? group.name ?? '';
    const [matched] = policiesFor(settings.access, { connection, id: group.id, name });
    if (matched === undefined) return [];
    return [{ event, policy: matched.policy, connection, groupId: group.id, accountId: account.id }];
  });
}

/** What no grant and no restore explains. A person is never Lockstep, which acts as an app or by a token. */
async function notOurs(
  { db }: AccessTools,
  connection: string,
  found: readonly Found[],
): Promise<readonly Found[]> {
  if (found.length === 0) return [];
  const oldest = Math.min(...found.map(({ event }) => event.at.getTime()));
  const since = new Date(oldest - OURS_MS);
  const ours = await grantsWrittenSince(db, connection, since);
  const restored = await restoredSince(db, connection, since);
  return found.filter(({ event, groupId, accountId }) => {
    if (event.actor?.kind === 'person') return true;
    const writes = [
      ...ours.map((grant) => ({
        ...grant,
        at: event.name === memberAdded ? grant.writtenAt : grant.removedAt,
      })),
      ...restored.map((member) => ({ ...member, at: event.name === memberAdded ? member.writtenAt : null })),
    ];
    return !writes.some((write) => {
      const same = write.groupId === groupId && write.accountId === accountId;
      return same && write.at !== null && Math.abs(write.at.getTime() - event.at.getTime()) <= OURS_MS;
    });
  });
}

async function tell(tools: AccessTools, { event, policy, ...key }: Found): Promise<boolean> {
  const { connection } = key;
  // Who was taken out is never put back by itself: that would be access that nobody approved.
  const mode = event.name === memberAdded ? policy.drift : 'ask';
  const drift = { connection, eventId: event.id, at: event.at, mode };
  const fresh = await inTransaction(tools.db, async (db) => {
    const added = await insertDrift(db, { ...drift, outcome: null, decidedBy: null, grantId: null });
    if (added) await tellDrift({ ...tools, db }, { connection, eventId: event.id, outcome: null });
    return added;
  });
  if (fresh && mode !== 'ask') await decideByPolicy(tools, { eventId: event.id, policy, mode, connection });
  return fresh;
}

/** What cannot be done now is left to people: the card stands there with its buttons. */
async function decideByPolicy(
  tools: AccessTools,
  {
    connection,
    eventId,
    policy,
    mode,
  }: {
    readonly connection: string;
    readonly eventId: string;
    readonly policy: AccessPolicy;
    readonly mode: 'adopt' | 'revert';
  },
): Promise<void> {
  const reason = `the policy ${policy.id} says so`;
  const deciding: Deciding = { connection, eventId, by: lockstep, reason };
  try {
    if (mode === 'revert') await revertMembership(tools, deciding);
    else await adoptMembership(tools, { ...deciding, minutes: policy.permanent ? null : policy.maxMinutes });
  } catch (error) {
    tools.log.warn({ event: eventId, reason: reasonOf(error) }, 'a drift could not be decided');
  }
}
