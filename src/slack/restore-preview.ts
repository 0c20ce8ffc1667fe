import { offerOf, type RemedyAsk } from '../alerts/remedy.ts';
import type { Alert, Offer } from '../domain/alert.ts';
import { MINUTE_MS } from '../lib/clock.ts';
import { findAlert } from '../store/alerts.ts';
import { listMemberChanges, type MemberChange } from '../store/events.ts';
import { knownAccounts, knownGroups } from '../store/mirror-names.ts';
import { outcomeReply } from './actions/action.ts';
import type { Reply } from './commands/command.ts';
import { type RestorePicture, restorePreview } from './messages/restore-preview.ts';
import type { SlackTools } from './tools.ts';

/** The first removals came before there were enough of them to raise the alert (the window of mass-removal). */
const BEFORE_MS = 15 * MINUTE_MS;
const MOST = 2000;

/** Who would be restored to which group, as the events tell it. Nothing is changed. */
export async function previewRestore(tools: SlackTools, ask: Omit<RemedyAsk, 'by'>): Promise<Reply | null> {
  const found = offerOf(await findAlert(tools.db, ask.alertId), { ...ask, action: 'restore-members' });
  if (typeof found === 'string') return outcomeReply(found);
  return restorePreview(await pictureOf(tools, found.alert, found.offer.on));
}

async function pictureOf(
  { db, clock }: SlackTools,
  { connection, firstAt }: Alert,
  on: Offer['on'],
): Promise<RestorePicture> {
  const { group, actor } = on;
  const changes = await listMemberChanges(db, {
    connection,
    since: new Date(firstAt.getTime() - BEFORE_MS),
    until: clock.now(),
    groupIds: group === undefined ? null : [group],
    limit: MOST + 1,
  });
  const last = new Map(changes.map((change) => [`${change.groupId} ${change.accountId}`, change]));
  // Whoever is back by now needs nothing.
  const gone = [...last.values()].filter(
    (change) => change.op === 'removed' && (actor === undefined || change.actor?.id === actor),
  );
  const byGroup = Map.groupBy(gone, ({ groupId }) => groupId);
  const groups = await knownGroups(db, connection, [...byGroup.keys()]);
  const people = await knownAccounts(db, connection, [...new Set(gone.map(({ accountId }) => accountId))]);
  const nameOf = ({ accountId }: MemberChange): string => people.get(accountId)?.login ?? accountId;
  return {
    connection,
    cutOff: changes.length > MOST,
    groups: [...byGroup].map(([id, mine]) => ({ name: groups.get(id)?.name ?? id, who: mine.map(nameOf) })),
  };
}
