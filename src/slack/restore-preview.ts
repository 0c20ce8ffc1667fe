import { removedMembers } from '../access/index.ts';
import { offerOf, type RemedyAsk } from '../alerts/remedy.ts';
import type { Alert, Offer } from '../domain/alert.ts';
import { findAlert } from '../store/alerts.ts';
import { outcomeReply } from './actions/action.ts';
import type { Reply } from './commands/command.ts';
import { type RestorePicture, restorePreview } from './messages/restore-preview.ts';
import type { SlackTools } from './tools.ts';

/** Who would be restored to which group, as the events tell it. Nothing is changed. */
export async function previewRestore(tools: SlackTools, ask: Omit<RemedyAsk, 'by'>): Promise<Reply | null> {
  const found = offerOf(await findAlert(tools.db, ask.alertId), { ...ask, action: 'restore-members' });
  if (typeof found === 'string') return outcomeReply(found);
  return restorePreview(await pictureOf(tools, found.alert, found.offer.on));
}

async function pictureOf(tools: SlackTools, alert: Alert, on: Offer['on']): Promise<RestorePicture> {
  const { members, cutOff } = await removedMembers(tools, alert, on);
  const byGroup = [...Map.groupBy(members, ({ groupId }) => groupId).values()];
  return {
    connection: alert.connection,
    cutOff,
    groups: byGroup.map((mine) => ({
      name: mine[0]?.groupName ?? '',
      who: mine.map(({ login }) => login),
    })),
  };
}
