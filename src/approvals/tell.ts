import type { Approval } from '../domain/approval.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { messageWithCopies, queueMessage } from '../store/messages.ts';
import type { ApprovalTools } from './tools.ts';

type TellingTools = Pick<ApprovalTools, 'db' | 'queue'>;

/** The id of an approval's card in the channel; its other copies begin with it and a colon. */
export function cardId(approvalId: string): string {
  return `approval:${approvalId}`;
}

/** Has every copy of the card edited to what the approval is now, whoever it was sent to. Inside the caller's transaction. */
export async function tellApproval({ db, queue }: TellingTools, { id, revision }: Approval): Promise<void> {
  for (const { id: copy, channel, kind, body } of await messageWithCopies(db, cardId(id))) {
    // The revision makes it another body: a copy that is being sent right now is sent once more.
    await queueMessage(db, { id: copy, channel, kind, body: { ...(body as object), revision } });
  }
  await deliverSoon({ db, queue });
}

/** Has everybody who may decide in the stage that waits be asked: for the first time, after an escalation, or again. */
export async function askApprovers(
  { db, queue }: TellingTools,
  { id, stage }: Approval,
  { again = false, runAt }: { readonly again?: boolean; readonly runAt?: Date } = {},
): Promise<void> {
  const key = `notify-approvers:${id}:${stage}${again ? ':again' : ''}`;
  const job = { task: 'notify-approvers', key, payload: { approvalId: id, stage, again } };
  await queue.add(db, runAt === undefined ? job : { ...job, runAt });
}
