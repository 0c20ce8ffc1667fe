import { MINUTE_MS } from '../../../lib/clock.ts';
import type { EventFeed } from '../../provider.ts';
import { toSignIn } from './sign-ins.ts';
import { type FeedTools, windowFeed } from './window.ts';

/** Smart lockout refused the sign-in, or the address is known to be malicious (Microsoft Entra error codes). */
const LOCKED = 50053;

/**
 * Sign-ins of anybody that were refused because the account is locked: one query a poll (Graph filters signIns by
 * `status/errorCode`), so that a wave shows while the ordinary sign-ins of everybody are not read. Needs Entra ID P1, like
 * every read of sign-ins.
 */
export function lockoutFeed(tools: FeedTools): EventFeed {
  const log = {
    path: (since: Date) =>
      `/auditLogs/signIns?$filter=status/errorCode%20eq%20${LOCKED}%20and%20createdDateTime%20ge%20${since.toISOString()}&$orderby=createdDateTime&$top=999`,
    toEvent: (row: unknown) => ({ ...toSignIn(tools.connection, row), feed: 'lockouts' }),
  };
  return windowFeed(tools, log, { name: 'lockouts', intervalMs: 2 * MINUTE_MS, silentMs: null });
}
