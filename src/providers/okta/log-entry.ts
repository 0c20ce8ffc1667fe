import { createHash } from 'node:crypto';
import { z } from 'zod';

/**
 * One System Log entry, the fields that are read. Anything may be missing, null or of another type (Okta: debugData is no
 * contract; previews of event hooks leave out actor and target), and no such oddity may hold up the entries after it.
 */
const text = z.string().nullable().catch(null);
const bag = z.record(z.string(), z.unknown()).catch({});

const Party = z.object({ id: text, type: text, alternateId: text, displayName: text }).nullable().catch(null);
const LogTarget = z.object({
  id: text,
  type: text,
  alternateId: text,
  displayName: text,
  detailEntry: bag,
  changeDetails: z.object({ from: bag, to: bag }).nullable().catch(null),
});
export type LogTarget = z.infer<typeof LogTarget>;

const LogEntrySchema = z.object({
  uuid: text,
  published: text,
  eventType: text,
  legacyEventType: text,
  actor: Party,
  client: z.object({ id: text, ipAddress: text, zone: text }).nullable().catch(null),
  authenticationContext: z.object({ externalSessionId: text }).nullable().catch(null),
  outcome: z.object({ result: text, reason: text }).nullable().catch(null),
  securityContext: z
    .object({ userBehaviors: z.array(z.object({ name: text, result: text })).catch([]) })
    .nullable()
    .catch(null),
  debugContext: z.object({ debugData: bag }).nullable().catch(null),
  transaction: z
    .object({ type: text, id: text, detail: z.object({ requestApiTokenId: text }).nullable().catch(null) })
    .nullable()
    .catch(null),
  target: z
    .array(LogTarget.nullable().catch(null))
    .catch([])
    .transform((targets) => targets.filter((target) => target !== null)),
});

/** What is left of an entry that is not even an object. */
const nothing = () => LogEntrySchema.parse({});

export type LogEntry = Omit<z.infer<typeof LogEntrySchema>, 'uuid' | 'published' | 'eventType'> & {
  readonly uuid: string;
  readonly published: Date;
  readonly eventType: string;
  readonly debug: Readonly<Record<string, string>>;
};

/** The type of an entry that has none: it is passed on all the same, so that it can be seen and nothing waits for it. */
export const unreadableType = 'okta.unreadable';

/** `now` stands in for a date that cannot be read. */
export function readLogEntry(raw: unknown, now: Date): LogEntry {
  const entry = LogEntrySchema.catch(nothing).parse(raw);
  const published = new Date(entry.published ?? Number.NaN);
  return {
    ...entry,
    uuid: entry.uuid || `unreadable-${createHash('sha256').update(JSON.stringify(raw)).digest('hex')}`,
    published: Number.isNaN(published.getTime()) ? now : published,
    eventType: entry.eventType || unreadableType,
    debug: plain(entry.debugContext?.debugData ?? {}),
  };
}

/** Longer values are somebody's payload, not a fact. */
const LONGEST = 1000;

/** debugData is a map of strings by its documents, and of whatever else in life. */
export function plain(data: Readonly<Record<string, unknown>>): Record<string, string> {
  const known = Object.entries(data).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(known.map(([name, value]) => [name, plainText(value)]));
}

export function plainText(value: unknown): string {
  const words = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return words.slice(0, LONGEST);
}

/** Okta writes the words "unknown" and "null" where it has nothing. */
export function known(words: string | null | undefined): string | null {
  return words == null || words === '' || words === 'unknown' || words === 'null' ? null : words;
}
