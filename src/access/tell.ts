import { cardId } from '../approvals/tell.ts';
import type { Settings } from '../config/config.ts';
import type { DriftKey } from '../domain/drift.ts';
import { type Grant, timeIsOver } from '../domain/grant.ts';
import { deliverSoon } from '../store/deliver-soon.ts';
import { messageById, messageWithCopies, queueMessage } from '../store/messages.ts';
import type { AccessTools } from './tools.ts';

type TellingTools = Pick<AccessTools, 'db' | 'queue'>;

/**
 * Has everybody concerned hear what a grant is now: its subject and whoever asked, each in one message that is edited, and
 * the thread under the card of its approval. Inside the caller's transaction.
 */
export async function tellGrant(tools: TellingTools, grant: Grant): Promise<void> {
  const body = { grantId: grant.id, revision: grant.revision };
  const addresses = new Set([grant.subject.email, grant.requestedBy.email]);
  for (const email of addresses) {
    const id = `grant:${grant.id}:${email}`;
    await queueMessage(tools.db, { id, channel: `mailto:${email}`, kind: 'grant', body });
  }
  await tellThread(tools, grant, body);
  await deliverSoon(tools);
}

/** Tells the subject, once, that the grant ends soon. */
export async function tellReminder(tools: TellingTools, grant: Grant): Promise<void> {
  await queueMessage(tools.db, {
    id: `grant-reminder:${grant.id}`,
    channel: `mailto:${grant.subject.email}`,
    kind: 'grant-reminder',
    body: { grantId: grant.id },
  });
  await deliverSoon(tools);
}

/** Has the message about a change that Lockstep did not make posted, or edited to what was done about it. `turn`: what else moved. */
export async function tellDrift(
  { db, queue, settings }: TellingTools & { readonly settings: Pick<Settings, 'channels'> },
  { connection, eventId, outcome }: DriftKey & { readonly outcome: string | null },
  turn?: string,
): Promise<void> {
  const channel = settings.channels.requests ?? settings.channels.alerts;
  if (channel === null) return;
  // Another body than before: a card that is being sent right now is sent once more.
  const body = { connection, eventId, outcome, ...(turn === undefined ? {} : { turn }) };
  await queueMessage(db, { id: `drift:${connection}:${eventId}`, channel, kind: 'drift', body });
  await deliverSoon({ db, queue });
}

/** The card shows the grant as well: it is edited, and so are its copies. Its thread says each turn of it. */
async function tellThread({ db }: TellingTools, grant: Grant, body: object): Promise<void> {
  if (grant.approvalId === null) return;
  const main = cardId(grant.approvalId);
  const cards = isEndAsPlanned(grant) ? [await messageById(db, main)] : await messageWithCopies(db, main);
  for (const copy of cards) {
    if (copy === null) continue;
    const { id, channel, kind } = copy;
    // Another body than before: a card that is being sent right now is sent once more.
    const shown = { ...(copy.body as object), grant: grant.id, grantRevision: grant.revision };
    await queueMessage(db, { id, channel, kind, body: shown });
  }
  const card = cards.find((each) => each?.id === main);
  if (card?.ts == null) return;
  const { channel, ts: threadTs } = card;
  const thread = `grant:${grant.id}:thread:${grant.status}`;
  await queueMessage(db, { id: thread, channel, threadTs, kind: 'grant', body });
}

/** Those who decided were told until when it lasts: when that has come, their copies say nothing wrong, however many end at once. */
function isEndAsPlanned({ status, expiresAt, since, endedBecause }: Grant): boolean {
  if (status !== 'revoking' && status !== 'ended') return false;
  // One that was ended early may be gone only after the time that was planned.
  return expiresAt !== null && expiresAt <= since && endedBecause?.startsWith(timeIsOver) === true;
}
