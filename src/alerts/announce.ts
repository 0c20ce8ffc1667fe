import type { Alert } from '../domain/alert.ts';
import { changeAlert, unresolvedOf } from '../store/alerts.ts';
import { appendAudit } from '../store/audit.ts';
import { pullBrake } from './brake.ts';
import { quietUntil } from './quiet.ts';
import { tellChat, tellSinks } from './tell.ts';
import type { AlertTools } from './tools.ts';

/** What decides whether an alert may be said, and what else happens then. */
export interface AnnouncedCause {
  /** Detections of the same connection that explain this one. */
  readonly unless: readonly string[];
  /** A critical alert of it freezes Lockstep's own writes. */
  readonly freezes?: true;
}

/**
 * Says a pending alert, unless it has to wait: for the end of a quiet time, or because a wider cause explains
 * it. Inside the caller's transaction.
 */
export async function announce(
  tools: AlertTools,
  alert: Alert,
  { unless, freezes }: AnnouncedCause,
): Promise<'said' | 'waits' | 'late'> {
  const { db, clock, settings } = tools;
  const now = clock.now();
  const quiet = quietUntil(settings, alert, now);
  if (quiet !== null) return (await changeAlert(db, alert, { visibleAt: quiet })) ? 'waits' : 'late';
  const wider = await unresolvedOf(db, alert.connection, unless);
  const cover = wider.find(({ key }) => explains(key, alert.key));
  if (cover !== undefined) {
    // It looks again when the wider cause is over.
    const again = new Date(now.getTime() + COVERED_MS);
    return (await changeAlert(db, alert, { coveredBy: cover.id, visibleAt: again })) ? 'waits' : 'late';
  }
  const paged = await tellSinks(tools, alert, { action: 'trigger' });
  const change = {
    state: 'open' as const,
    announcedAt: now,
    coveredBy: null,
    ...(paged > 0 ? { pagedAt: now } : {}),
  };
  if (!(await changeAlert(db, alert, change))) return 'late';
  const opened = { ...alert, ...change, revision: alert.revision + 1 };
  await tellChat(tools, freezes === true ? await pullBrake(tools, opened) : opened);
  await appendAudit(db, {
    at: now,
    actor: 'lockstep',
    action: 'alert.opened',
    object: alert.id,
    detail: { detection: alert.detection, connection: alert.connection, sinks: paged },
  });
  return 'said';
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
