import { clear } from '../alerts/clear.ts';
import type { RegisteredCredential } from '../config/config.ts';
import { daysUntil } from '../domain/credential.ts';
import type { Severity } from '../domain/finding.ts';
import { findLiveAlert, unresolvedOf } from '../store/alerts.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn } from './follow.ts';
import { credentialExpiring } from './own-causes.ts';

/** Days before the end at which a registered credential is spoken of, and how loudly; the last one pages. */
const warnings: readonly (readonly [days: number, severity: Severity])[] = [
  [0, 'critical'],
  [1, 'high'],
  [3, 'high'],
  [7, 'high'],
  [14, 'medium'],
  [30, 'medium'],
  [60, 'low'],
];

/**
 * Warns at 60, 30, 14, 7, 3 and 1 days and pages on the last one. Each warning is an alert of its own, said once: an edit of
 * what was said a month ago is read by nobody. A new one ends the one before; a new date in lockstep.yaml ends them all.
 */
export async function watchCredentials(
  tools: FollowTools,
  credentials: readonly RegisteredCredential[],
): Promise<void> {
  for (const credential of credentials) await watchOne(tools, credential);
}

async function watchOne(tools: FollowTools, credential: RegisteredCredential): Promise<void> {
  const days = daysUntil(credential.expires, tools.clock.now());
  const due = warnings.find(([mark]) => days <= mark);
  const about = `${credential.app ?? ''}/${credential.name}:${dayOf(credential)}:`;
  const key = due === undefined ? null : `${about}${due[0]}`;
  if (key !== null && (await wasSaid(tools, credential, key))) return;
  await endOthers(tools, credential, about);
  if (due === undefined || key === null) return;
  await raiseOwn(tools, credentialExpiring, {
    connection: credential.connection,
    key,
    severity: due[1],
    message: sentence(credential, days),
    sampleId: key,
  });
}

/** Also when somebody resolved it since: they know. */
async function wasSaid(
  tools: FollowTools,
  { connection }: RegisteredCredential,
  key: string,
): Promise<boolean> {
  const fingerprint = `${credentialExpiring.id}:${connection}:${key}`;
  return (await findLiveAlert(tools.db, fingerprint, new Date(0))) !== null;
}

/** Warnings that stand about this credential: earlier ones of the same end, and those of an end that was moved. */
async function endOthers(tools: FollowTools, credential: RegisteredCredential, about: string): Promise<void> {
  const { connection, app, name } = credential;
  const all = await unresolvedOf(tools.db, connection, [credentialExpiring.id]);
  const mine = all.filter(({ key }) => key.startsWith(`${app ?? ''}/${name}:`));
  if (mine.length === 0) return;
  const at = tools.clock.now();
  await inTransaction(tools.db, async (db) => {
    const clearings = mine.map(({ key }) => ({
      clears: key,
      because: key.startsWith(about) ? 'the next warning says it' : 'it was renewed',
      at,
    }));
    await clear({ ...tools, db }, { detection: credentialExpiring.id, connection }, clearings);
  });
}

function sentence(credential: RegisteredCredential, days: number): string {
  const used = credential.app === null ? '' : ` of ${credential.app}`;
  return `${credential.name}${used} ${when(days)} (${dayOf(credential)}). ${credential.owner} renews it.`;
}

function when(days: number): string {
  if (days < 0) return 'has expired';
  if (days === 0) return 'expires today';
  return days === 1 ? 'expires in 1 day' : `expires in ${days} days`;
}

function dayOf({ expires }: RegisteredCredential): string {
  return expires.toISOString().slice(0, 10);
}
