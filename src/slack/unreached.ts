import { appendAudit } from '../store/audit.ts';
import { type Message, messageById, messagesBeginning, queueMessage } from '../store/messages.ts';
import type { Db } from '../store/open.ts';
import type { SlackTools } from './tools.ts';

/** approval:<id>:ask:<stage>:<approver>, as approvals/ names its messages. */
const ASK = /^(approval:([^:]+)):(ask|remind):\d+:(.+)$/;

/** Notes that an approver could not be asked in Slack, and has the card say so. Inside the caller's transaction. */
export async function noteUnreached(
  { db, clock }: Pick<SlackTools, 'db' | 'clock'>,
  { id, ts }: Message,
  because: string,
): Promise<void> {
  const [, cardId = '', approvalId = '', , approver = ''] = ASK.exec(id) ?? [];
  // Whoever was not found is looked for again with each edit of the card; that they were not is said once.
  if (approver === '' || ts !== null) return;
  const card = await messageById(db, cardId);
  if (card !== null) {
    const { channel, kind, body } = card;
    await queueMessage(db, { id: cardId, channel, kind, body });
  }
  const detail = { approver, because };
  const entry = { actor: 'lockstep', action: 'approval.approver-unreached', object: approvalId };
  await appendAudit(db, { at: clock.now(), ...entry, detail });
}

/** How many approvers of a stage could not be asked in Slack. */
export async function countUnreached(
  db: Db,
  { id, stage }: { readonly id: string; readonly stage: number },
): Promise<number> {
  const asks = await messagesBeginning(db, `approval:${id}:ask:${stage}:`);
  return asks.filter(({ ts }) => ts === '').length;
}
