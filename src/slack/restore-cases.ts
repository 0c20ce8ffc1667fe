import { planRestore, type RestoreAsk, requestRestore } from '../access/index.ts';
import { offerOf, type RemedyAsk } from '../alerts/remedy.ts';
import { findAlert } from '../store/alerts.ts';
import { countRestoreMembers, listRestoreMembers } from '../store/restore-members.ts';
import { findRestore } from '../store/restores.ts';
import { outcomeReply } from './actions/action.ts';
import type { Reply } from './commands/command.ts';
import type { RestorePicture } from './messages/restore.ts';
import { restoreAskedReply, restorePreview } from './messages/restore-preview.ts';
import type { Actor } from './principal.ts';
import type { SlackTools } from './tools.ts';

type Ask = Omit<RemedyAsk, 'by'>;

/** Who would be restored to which group, read now. Nothing is changed. */
export async function previewRestore(tools: SlackTools, ask: Ask): Promise<Reply | null> {
  const found = offerOf(await findAlert(tools.db, ask.alertId), { ...ask, action: 'restore-members' });
  if (typeof found === 'string') return outcomeReply(found);
  const plan = await planRestore(tools, found.alert, found.offer.on);
  return restorePreview(plan, `${ask.alertId}|${ask.key}|${ask.round}`);
}

/** Asks the approvers; the list is read anew. */
export async function askForRestore(tools: SlackTools, ask: Ask, actor: Actor): Promise<Reply> {
  const whole: RestoreAsk = { ...ask, by: actor.slackUserId, requester: actor.principal };
  return restoreAskedReply(await requestRestore(tools, whole));
}

/** Names that a card has room for. */
const SHOWN = 100;

/** Everything that the card of a restore shows; null when there is none. */
export async function restorePicture(
  { db }: Pick<SlackTools, 'db'>,
  id: string,
): Promise<RestorePicture | null> {
  const restore = await findRestore(db, id);
  if (restore === null) return null;
  const failed = await listRestoreMembers(db, id, { statuses: ['failed'], limit: SHOWN });
  const others = await listRestoreMembers(db, id, { statuses: ['skipped', 'waiting'], limit: SHOWN });
  const odd = [...failed, ...others.filter(({ evidence }) => evidence !== null)];
  return { restore, counts: await countRestoreMembers(db, id), odd: odd.slice(0, SHOWN) };
}
