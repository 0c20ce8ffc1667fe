import type { DirectoryEvent } from '../../domain/event.ts';
import { actorOf } from './log-actor.ts';
import { detailOf } from './log-detail.ts';
import { known, type LogEntry, readLogEntry } from './log-entry.ts';
import { changesOf, targetsOf } from './log-targets.ts';
import { tellsOfFailure } from './provisioning-failure.ts';

/** The one feed of an Okta connection. */
export const logFeed = 'log';

export interface Reading {
  readonly connection: string;
  readonly now: Date;
  /** Logins that may be shown although a sign-in under that name failed. */
  readonly knownLogin: (login: string) => boolean;
}

const outcomes: Readonly<Record<string, DirectoryEvent['outcome']>> = {
  SUCCESS: 'success',
  ALLOW: 'success',
  FAILURE: 'failure',
  DENY: 'failure',
};

/** A System Log entry in the words that are the same for every provider. Never throws, whatever the entry looks like. */
export function toEvent(raw: unknown, { connection, now, knownLogin }: Reading): DirectoryEvent {
  const entry = readLogEntry(raw, now);
  const outcome = outcomeOf(entry);
  return {
    connection,
    kind: 'okta',
    feed: logFeed,
    id: entry.uuid,
    at: entry.published,
    name: entry.eventType,
    outcome,
    reason: known(entry.outcome?.reason),
    actor: actorOf(entry, outcome !== 'success', knownLogin),
    targets: targetsOf(entry),
    changes: changesOf(entry),
    detail: detailOf(entry, outcome === 'failure'),
  };
}

/** Previews of event hooks write "Success" instead of "SUCCESS". */
function outcomeOf({ eventType, legacyEventType, outcome }: LogEntry): DirectoryEvent['outcome'] {
  if (tellsOfFailure(eventType, legacyEventType)) return 'failure';
  return outcomes[outcome?.result?.toUpperCase() ?? ''] ?? 'other';
}
