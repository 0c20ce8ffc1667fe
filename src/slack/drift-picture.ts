import { driftName } from '../domain/drift.ts';
import { targetOf } from '../domain/event.ts';
import { findDrift } from '../store/drifts.ts';
import { findEvent } from '../store/events.ts';
import { knownAccounts, knownGroups } from '../store/mirror-names.ts';
import { questionAboutDrift } from '../store/questions.ts';
import type { DriftPicture } from './messages/drift.ts';
import type { SlackTools } from './tools.ts';

/** Everything that the message about a foreign change shows; null when it is gone. */
export async function driftPicture(
  { db }: Pick<SlackTools, 'db'>,
  { connection, eventId }: { readonly connection: string; readonly eventId: string },
): Promise<DriftPicture | null> {
  const drift = await findDrift(db, connection, eventId);
  const event = await findEvent(db, connection, eventId);
  if (drift === null || event === null) return null;
  const groupId = targetOf(event, 'group')?.id ?? '';
  const accountId = targetOf(event, 'account')?.id ?? '';
  const groups = await knownGroups(db, connection, [groupId]);
  const accounts = await knownAccounts(db, connection, [accountId]);
  return {
    drift,
    event,
    question: await questionAboutDrift(db, driftName(drift)),
    groupName: groups.get(groupId)?.name ?? null,
    login: accounts.get(accountId)?.login ?? null,
  };
}
