import { DAY_MS, MINUTE_MS } from '../../../lib/clock.ts';
import type { EventFeed } from '../../provider.ts';
import { toAuditEvent } from './audit-event.ts';
import { type FeedTools, windowFeed } from './window.ts';

/** The directory's audit log: one query a poll, whoever did what. */
export function auditFeed(tools: FeedTools): EventFeed {
  const log = {
    path: (since: Date) =>
      `/auditLogs/directoryAudits?$filter=activityDateTime%20ge%20${since.toISOString()}&$orderby=activityDateTime&$top=999`,
    toEvent: (row: unknown) => toAuditEvent(tools.connection, row),
  };
  // Small tenants are quiet over a week-end.
  return windowFeed(tools, log, { name: 'audits', intervalMs: MINUTE_MS, silentMs: 3 * DAY_MS });
}
