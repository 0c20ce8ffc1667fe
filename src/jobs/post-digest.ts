import type { Settings, WatchedGroup } from '../config/config.ts';
import type { Digest, DigestGroup } from '../domain/digest.ts';
import { DAY_MS, MINUTE_MS } from '../lib/clock.ts';
import { matches } from '../lib/wildcard.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import {
  type ChangeWindow,
  countMemberChanges,
  listMemberChanges,
  type MemberChange,
} from '../store/events.ts';
import { listFreshness, markSuccess } from '../store/freshness.ts';
import { queueMessage } from '../store/messages.ts';
import { knownAccounts, knownGroups } from '../store/mirror-names.ts';
import type { Db } from '../store/open.ts';
import { inTransaction } from '../store/transaction.ts';
import type { Task } from './task.ts';

/** Logs are late by minutes: what is younger waits for the next digest, with its actor. */
const LATE_MS = 10 * MINUTE_MS;
const SOURCE = 'digest';

/** Sums up the changes of watched groups since the last digest; says nothing when there were none. */
export default {
  name: 'post-digest',
  run: async ({ db, queue, clock, settings, providers }) => {
    const channel = settings.channels.reports ?? settings.channels.alerts;
    if (channel === null || settings.watch.groups.length === 0) return;
    const until = new Date(clock.now().getTime() - LATE_MS);
    await inTransaction(db, async (db) => {
      const since = (await listFreshness(db)).get(SOURCE) ?? new Date(until.getTime() - DAY_MS);
      if (since >= until) return;
      const groups: DigestGroup[] = [];
      let leftOut = 0;
      for (const { id } of providers) {
        const changed = await changedGroups(db, settings, { connection: id, since, until, of: 'seen_at' });
        groups.push(...changed.groups);
        leftOut += changed.leftOut;
      }
      await markSuccess(db, SOURCE, until);
      if (groups.length === 0) return;
      const body: Digest = {
        since: since.toISOString(),
        until: until.toISOString(),
        groups,
        ...(leftOut > 0 ? { leftOut } : {}),
      };
      await queueMessage(db, { id: `digest:${body.until}`, channel, kind: 'digest', body });
      await deliverSoon({ db, queue });
    });
  },
} satisfies Task;

/** More changes than this in one slot are an alert of their own; the digest then tells the first of them. */
const MOST = 2000;

interface Changed {
  readonly groups: readonly DigestGroup[];
  readonly leftOut: number;
}

/** Only watched groups count against the limit: a large import elsewhere pushes nothing out. */
async function changedGroups(db: Db, { watch }: Settings, ask: ChangeWindow): Promise<Changed> {
  const { connection } = ask;
  const rules = watch.groups.filter((rule) => rule.connection === connection);
  if (rules.length === 0) return { groups: [], leftOut: 0 };
  const counts = await countMemberChanges(db, ask);
  const names = await knownGroups(db, connection, [...counts.keys()]);
  const nameOf = (id: string): string => names.get(id)?.name ?? id;
  const groupIds = [...counts.keys()].filter((id) => inDigest(rules, id, nameOf(id)));
  if (groupIds.length === 0) return { groups: [], leftOut: 0 };
  const changes = await listMemberChanges(db, { ...ask, groupIds, limit: MOST });
  const people = await knownAccounts(db, connection, [...new Set(changes.map(({ accountId }) => accountId))]);
  const loginOf = (id: string): string => people.get(id)?.login ?? id;
  const groups = [...Map.groupBy(changes, ({ groupId }) => groupId)].map(([id, mine]) => ({
    connection,
    name: nameOf(id),
    joined: linesOf(mine, 'added', loginOf),
    left: linesOf(mine, 'removed', loginOf),
  }));
  const all = groupIds.reduce((sum, id) => sum + (counts.get(id) ?? 0), 0);
  return { groups, leftOut: all - changes.length };
}

/** Sensitive groups had a card at once. */
function inDigest(rules: readonly WatchedGroup[], groupId: string, name: string): boolean {
  const mine = rules.filter(({ group }) => group === groupId || matches(group, name));
  return mine.length > 0 && !mine.some(({ as }) => as === 'sensitive');
}

function linesOf(
  changes: readonly MemberChange[],
  op: MemberChange['op'],
  nameOf: (id: string) => string,
): DigestGroup['joined'] {
  return changes
    .filter((change) => change.op === op)
    .map(({ accountId, actor }) => ({ who: nameOf(accountId), by: actor?.name ?? actor?.id ?? null }));
}
