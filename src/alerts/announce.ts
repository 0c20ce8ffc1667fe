import type { Alert } from '../domain/alert.ts';
import { changeAlert, unresolvedOf } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { pullBrake } from './brake.ts';
import { quietUntil } from './quiet.ts';
import { end } from './resolve.ts';
import { askedFor, tellChat, tellSinks } from './tell.ts';
import type { RaisingTools } from './tools.ts';

/**
 * Says a pending alert, unless it has to wait: for the end of a quiet time, or because a wider cause explains
 * it. Inside the caller's transaction.
 */
export async function announce(tools: RaisingTools, alert: Alert): Promise<'said' | 'waits' | 'late'> {
  const { db, clock, settings } = tools;
  const now = clock.now();
  const cause = tools.causes.find(({ id }) => id === alert.detection);
  const quiet = cause?.always === true ? null : quietUntil(settings, alert, now);
  if (quiet !== null) return (await changeAlert(db, alert, { visibleAt: quiet })) ? 'waits' : 'late';
  const wider = await unresolvedOf(db, alert.connection, cause?.unless ?? []);
  const cover = wider.find(({ key }) => explains(key, alert.key));
  if (cover !== undefined) {
    // It looks again when the wider cause is over.
    const again = new Date(now.getTime() + COVERED_MS);
    return (await changeAlert(db, alert, { coveredBy: cover.id, visibleAt: again })) ? 'waits' : 'late';
  }
  const paged = askedFor(tools, alert).length;
  const change = {
    state: 'open' as const,
    announcedAt: now,
    coveredBy: null,
    ...(paged > 0 ? { pagedAt: now } : {}),
  };
  // First: whoever sweeps at the same moment is late, and tells nobody.
  if (!(await changeAlert(db, alert, change))) return 'late';
  const opened = { ...alert, ...change, revision: alert.revision + 1 };
  await tellSinks(tools, opened, { action: 'trigger' });
  await tellChat(tools, cause?.freezes === true ? await pullBrake(tools, opened) : opened);
  await appendAudit(db, {
    at: now,
    actor: 'lockstep',
    action: 'alert.opened',
    object: alert.id,
    detail: { detection: alert.detection, connection: alert.connection, sinks: paged },
  });
  await swallow(tools, alert);
  return 'said';
}

/** What was said before as a cause of its own turns out to be part of this one: it ends, also where it was paged. */
async function swallow(tools: RaisingTools, alert: Alert): Promise<void> {
  const narrower = tools.causes.filter(({ unless }) => unless.includes(alert.detection)).map(({ id }) => id);
  for (const part of await unresolvedOf(tools.db, alert.connection, narrower)) {
    if (part.announcedAt === null || !explains(alert.key, part.key)) continue;
    await end(tools, part, { by: 'lockstep', because: `it is part of "${alert.title}"` });
  }
}

/** A cause of the whole connection explains everything in it; one of an app, what is about the same app (`app:…`). */
function explains(wider: string, narrower: string): boolean {
  return wider === '' || head(wider) === head(narrower);
}

function head(key: string): string {
  return key.split(':')[0] ?? key;
}

/** How long a covered alert waits before it looks whether the wider cause is still there. */
const COVERED_MS = 60_000;
