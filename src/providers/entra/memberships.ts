import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import type { Memberships } from '../provider.ts';
import { isNotFound, refusalIn } from './errors.ts';
import type { Graph } from './graph.ts';
import { typeOf } from './look-up.ts';
import {
  failureOf,
  heldAlready,
  isAbsent,
  isUnseen,
  notWritable,
  whichIsMissing,
  whyRefused,
} from './membership-refusal.ts';
import { accountPart, accountUnknown, groupPart } from './object-id.ts';
import { readObstacle } from './obstacle.ts';
import { createTimedMembership } from './timed-membership.ts';

interface MembershipOptions {
  /** Where the directory's objects are named: each cloud has its own address. */
  readonly graphUrl: string;
  readonly clock: Clock;
  /** How long a group or an account that is too new to be seen is waited for, try by try. */
  readonly pausesMs?: readonly number[];
}

/** Direct memberships of groups, changed by reference; needs GroupMember.ReadWrite.All. */
export function createMemberships(
  graph: Graph,
  { graphUrl, clock, pausesMs = [1000, 2000, 4000, 8000] }: MembershipOptions,
): Memberships {
  const timed = createTimedMembership(graph, clock);
  const has = async (groupId: string, accountId: string) => await isIn(graph, groupId, accountId);
  return {
    obstacle: async (groupId) => await readObstacle(graph, groupId),
    has,
    add: async (groupId, accountId) => {
      const path = `/groups/${groupPart(groupId)}/members/$ref`;
      const body = { '@odata.id': `${graphUrl}/v1.0/directoryObjects/${accountPart(accountId)}` };
      for (const pause of [...pausesMs, null]) {
        const refusal = await failureOf(
          async () => await graph.send('POST', path, body, async () => await has(groupId, accountId)),
        );
        if (refusal === null || /already exist/i.test(refusalIn(refusal)?.message ?? '')) return;
        if (!isUnseen(refusal)) throw await whyRefused(graph, groupId, refusal);
        const missing = await whichIsMissing(graph, { groupId, accountId, refusal });
        if (missing.code !== 'PROVIDER_UNAVAILABLE' || pause === null) throw missing;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    },
    remove: async (groupId, accountId) => {
      const path = memberReference(groupId, accountId);
      const refusal = await failureOf(
        async () => await graph.send('DELETE', path, undefined, async () => !(await has(groupId, accountId))),
      );
      if (refusal !== null && !isNotFound(refusal)) throw await whyRefused(graph, groupId, refusal);
      // Graph names the group although it may be the membership that is not there: only a read tells (microsoft-graph-docs #9191).
      if (refusal !== null && (await has(groupId, accountId))) throw refusal;
      // The member is out by now; an end that PIM still keeps would later take a membership that somebody gave anew.
      await timed.end({ groupId, accountId });
    },
    addUntil: async (groupId, accountId, end, reason) => {
      const held = { groupId: groupPart(groupId), accountId: accountPart(accountId) };
      // Looked at before: a group that PIM has seen once stays with PIM for good.
      const obstacle = await readObstacle(graph, groupId);
      if (obstacle !== null) throw notWritable(obstacle.why);
      if (await isAbsent(graph, `/users/${accountId}`)) throw accountUnknown(accountId);
      const kept = await timed.isKept(held);
      if (!kept && (await has(groupId, accountId))) throw heldAlready();
      await timed.give(held, { end, reason, kept });
    },
  };
}

/** The one place where the address of a removal is made. Without /$ref at its end Graph deletes the member itself (group: remove member). */
export function memberReference(groupId: string, accountId: string): string {
  const path = `/groups/${groupPart(groupId)}/members/${accountPart(accountId)}/$ref`;
  if (!/^\/groups\/[0-9a-f-]{36}\/members\/[0-9a-f-]{36}\/\$ref$/i.test(path))
    throw new Error('an address that could delete an account');
  return path;
}

const Id = z.object({ id: z.string() });

/** From the account's side: a person is in fewer groups than a group has people. No advanced query, whose index lags more than the directory. */
async function isIn(graph: Graph, groupId: string, accountId: string): Promise<boolean> {
  const path = `/users/${accountPart(accountId)}/memberOf?$select=id&$top=999`;
  try {
    for await (const { items } of graph.pages(path)) {
      const groups = items.filter((item) => typeOf(item).endsWith('.group')).map((item) => Id.parse(item).id);
      if (groups.includes(groupPart(groupId).toLowerCase())) return true;
    }
    return false;
  } catch (error) {
    // A deleted account is in no group.
    if (isNotFound(error)) return false;
    throw error;
  }
}
