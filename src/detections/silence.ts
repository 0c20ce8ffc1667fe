import { clear } from '../alerts/clear.ts';
import type { RegisteredCredential } from '../config/config.ts';
import type { Severity } from '../domain/finding.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../lib/clock.ts';
import type { EventFeed, Provider } from '../providers/provider.ts';
import { unresolvedOf } from '../store/alerts.ts';
import { findCursor } from '../store/feed-cursors.ts';
import { inTransaction } from '../store/transaction.ts';
import { type FollowTools, raiseOwn } from './follow.ts';
import { credentialExpiring, ownMs, sourceSilent } from './own-causes.ts';

/** A feed that was not read for so many of its intervals is late, whatever its content. */
const LATE_INTERVALS = 5;

export interface Silence {
  readonly feed: string;
  readonly because: string;
}

/** Raises an alert for each source that is silent for longer than is normal for it, and ends it when it speaks again. */
export async function watchSilence(tools: FollowTools, provider: Provider): Promise<readonly Silence[]> {
  const now = tools.clock.now().getTime();
  const silent: Silence[] = [];
  for (const feed of provider.feeds ?? []) {
    const cursor = await findCursor(tools.db, provider.id, feed.name);
    if (cursor === null) continue;
    const unread = now - cursor.readAt.getTime();
    const quiet = now - (cursor.lastEventAt ?? cursor.readAt).getTime();
    if (
      unread > Math.max(ownMs(tools.settings, 'sources.unread.max'), intervalOf(tools, feed) * LATE_INTERVALS)
    )
      silent.push({ feed: feed.name, because: `was last read ${minutes(unread)} min ago` });
    else if (feed.silentMs !== null && cursor.lastEventAt !== null && quiet > feed.silentMs)
      silent.push({ feed: feed.name, because: `told nothing for ${minutes(quiet)} min` });
  }
  for (const { feed, because } of silent) {
    if (await stands(tools, sourceSilent.id, provider.id, feed)) continue;
    const message = `${provider.id} (${feed}) ${because}.`;
    await raiseOwn(tools, sourceSilent, { connection: provider.id, key: feed, message, sampleId: feed });
  }
  const speaking = (provider.feeds ?? []).filter(({ name }) => silent.every(({ feed }) => feed !== name));
  await inTransaction(tools.db, async (db) => {
    const clearings = speaking.map(({ name }) => ({
      clears: name,
      because: 'it speaks again',
      at: tools.clock.now(),
    }));
    await clear({ ...tools, db }, { detection: sourceSilent.id, connection: provider.id }, clearings);
  });
  return silent;
}

function intervalOf({ settings }: FollowTools, { name, intervalMs }: EventFeed): number {
  const seconds = settings.watch.pollSeconds[name];
  return seconds === undefined ? intervalMs : seconds * SECOND_MS;
}

/** Days before the end at which a registered credential is spoken of, and how loudly. */
const warnings: readonly (readonly [days: number, severity: Severity])[] = [
  [0, 'critical'],
  [1, 'high'],
  [3, 'high'],
  [7, 'high'],
  [14, 'medium'],
  [30, 'medium'],
  [60, 'low'],
];

/** Warns at 60, 30, 14, 7, 3 and 1 days, and pages when it is over; one alert for each credential. */
export async function watchCredentials(
  tools: FollowTools,
  credentials: readonly RegisteredCredential[],
): Promise<void> {
  for (const credential of credentials) {
    const days = Math.floor((credential.expires.getTime() - tools.clock.now().getTime()) / DAY_MS);
    const due = warnings.find(([mark]) => days <= mark);
    if (due === undefined) {
      await endExpiry(tools, credential);
      continue;
    }
    const [mark, severity] = due;
    await raiseOnce(tools, credential, { mark, severity, days });
  }
}

async function raiseOnce(
  tools: FollowTools,
  credential: RegisteredCredential,
  { mark, severity, days }: { readonly mark: number; readonly severity: Severity; readonly days: number },
): Promise<void> {
  const key = keyOf(credential);
  const sampleId = `${credential.expires.toISOString()}-${mark}`;
  const [known] = (await unresolvedOf(tools.db, credential.connection, [credentialExpiring.id])).filter(
    (alert) => alert.key === key,
  );
  if (known?.samples.some(({ id }) => id === sampleId)) return;
  const when =
    days < 0 ? 'has expired' : `expires in ${days} days (${credential.expires.toISOString().slice(0, 10)})`;
  const used = credential.app === null ? '' : ` of ${credential.app}`;
  await raiseOwn(tools, credentialExpiring, {
    connection: credential.connection,
    key,
    severity,
    message: `${credential.name}${used} ${when}. ${credential.owner} renews it.`,
    sampleId,
  });
}

/** The date in lockstep.yaml moved: it was renewed. */
async function endExpiry(tools: FollowTools, credential: RegisteredCredential): Promise<void> {
  await inTransaction(tools.db, async (db) => {
    const clearing = { clears: keyOf(credential), because: 'it was renewed', at: tools.clock.now() };
    await clear({ ...tools, db }, { detection: credentialExpiring.id, connection: credential.connection }, [
      clearing,
    ]);
  });
}

function keyOf({ name, app }: RegisteredCredential): string {
  return `${app ?? ''}/${name}`;
}

async function stands(
  tools: FollowTools,
  detection: string,
  connection: string,
  key: string,
): Promise<boolean> {
  return (await unresolvedOf(tools.db, connection, [detection])).some((alert) => alert.key === key);
}

function minutes(ms: number): number {
  return Math.round(ms / MINUTE_MS);
}
