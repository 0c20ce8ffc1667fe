import { z } from 'zod';
import type { DirectoryEvent } from '../../../domain/event.ts';
import { HOUR_MS, SECOND_MS } from '../../../lib/clock.ts';
import type { EventFeed, FeedContext } from '../../provider.ts';
import { isNotFound } from '../errors.ts';
import { known } from './audit-event.ts';
import {
  type FeedTools,
  type Log,
  Mark,
  markNow,
  parseRow,
  readCursor,
  readWindow,
  unreadable,
} from './window.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value === '' ? null : value));

const Row = z.object({
  id: z.string(),
  createdDateTime: z.coerce.date(),
  userId: z.string(),
  userPrincipalName: text,
  appId: text,
  appDisplayName: text,
  ipAddress: text,
  correlationId: text,
  clientAppUsed: text,
  conditionalAccessStatus: text,
  status: z.object({ errorCode: z.number(), failureReason: text }),
  location: z.object({ city: text, countryOrRegion: text }).nullish(),
  deviceDetail: z.object({ displayName: text, operatingSystem: text, browser: text }).nullish(),
});

/** How far each registered account was read, by login. */
const Marks = z.record(z.string(), Mark);
type Marks = z.infer<typeof Marks>;

/**
 * Interactive sign-ins of registered break-glass accounts, one query an account (v1.0 has no others). Needs Entra ID P1:
 * without it every read throws NOT_LICENSED, so that the source shows as not fresh instead of silent.
 */
export function signInFeed(tools: FeedTools): EventFeed {
  const idOf = accountIds(tools);
  return {
    name: 'sign-ins',
    intervalMs: 120 * SECOND_MS,
    silentMs: null,
    readSince: async function* (cursor, context) {
      if (context.signal.aborted) return;
      const known = cursor === null ? {} : readCursor(Marks, cursor);
      const gap = known === null ? { gap: unreadable } : {};
      const logins = loginsOf(tools, context);
      // Those that are no longer registered are forgotten: they begin now when they come back.
      let marks: Marks = Object.fromEntries(
        Object.entries(known ?? {}).filter(([login]) => logins.has(login)),
      );
      yield { events: [], cursor: JSON.stringify(marks), ...gap };
      for (const login of logins) {
        if (context.signal.aborted) return;
        const id = await idOf(login);
        if (id === null) continue;
        const log = logOf(tools, id);
        const from = marks[login];
        if (from === undefined) {
          marks = { ...marks, [login]: await markNow(tools, log) };
          yield { events: [], cursor: JSON.stringify(marks) };
          continue;
        }
        for await (const { mark, ...page } of readWindow(tools, log, { from, signal: context.signal })) {
          marks = { ...marks, [login]: mark };
          yield { ...page, cursor: JSON.stringify(marks) };
        }
      }
    },
  };
}

function loginsOf({ connection }: FeedTools, { breakGlass }: FeedContext): ReadonlySet<string> {
  return new Set(
    breakGlass.filter((entry) => entry.connection === connection).map(({ login }) => login.toLowerCase()),
  );
}

/** Looked up again every hour: an account that was made anew has another id. null: there is none, which a check reports. */
function accountIds({ graph, clock }: FeedTools): (login: string) => Promise<string | null> {
  const found = new Map<string, { readonly id: string; readonly until: number }>();
  return async (login) => {
    const kept = found.get(login);
    const now = clock.now().getTime();
    if (kept !== undefined && kept.until > now) return kept.id;
    found.delete(login);
    try {
      const { id } = z
        .object({ id: z.string() })
        .parse(await graph.get(`/users/${encodeURIComponent(login)}?$select=id`));
      found.set(login, { id, until: now + HOUR_MS });
      return id;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  };
}

function logOf(tools: FeedTools, id: string): Log {
  return {
    path: (since) =>
      `/auditLogs/signIns?$filter=userId%20eq%20'${id}'%20and%20createdDateTime%20ge%20${since.toISOString()}&$orderby=createdDateTime&$top=50`,
    toEvent: (row) => toSignIn(tools.connection, row),
  };
}

export function toSignIn(connection: string, raw: unknown): DirectoryEvent {
  const row = parseRow(Row, raw, 'sign-in log');
  const { errorCode, failureReason } = row.status;
  const app = row.appId ?? row.appDisplayName;
  return {
    connection,
    kind: 'entra',
    feed: 'sign-ins',
    id: row.id,
    at: row.createdDateTime,
    name: 'sign-in',
    outcome: errorCode === 0 ? 'success' : 'failure',
    reason: errorCode === 0 ? null : failureReason,
    actor: { id: row.userId, kind: 'person', name: row.userPrincipalName },
    targets: [
      { kind: 'account', id: row.userId, name: row.userPrincipalName },
      ...(app === null ? [] : [{ kind: 'app' as const, id: app, name: row.appDisplayName }]),
    ],
    changes: [],
    detail: known({
      errorCode: String(errorCode),
      ip: row.ipAddress,
      app: row.appDisplayName,
      clientApp: row.clientAppUsed,
      conditionalAccess: row.conditionalAccessStatus,
      correlationId: row.correlationId,
      city: row.location?.city,
      country: row.location?.countryOrRegion,
      device: row.deviceDetail?.displayName,
      system: row.deviceDetail?.operatingSystem,
      browser: row.deviceDetail?.browser,
    }),
  };
}
