import type { Counted, Detection, Signal, Tally, Watching } from '../../src/detections/detection.ts';
import { detections } from '../../src/detections/index.ts';
import type { BreakGlassEntry } from '../../src/domain/break-glass.ts';
import { type Actor, type DirectoryEvent, type Target, targetOf } from '../../src/domain/event.ts';
import { localTime } from '../../src/lib/local-time.ts';

export const at = new Date('2026-11-24T12:00:00Z');
export const ann: Actor = { id: 'ann', kind: 'person', name: 'ann@acme.example' };
export const account = (id: string): Target => ({ kind: 'account', id, name: `${id}@acme.example` });
export const group = (id: string): Target => ({ kind: 'group', id, name: id });
export const app = (id: string): Target => ({ kind: 'app', id, name: id });
export const other = (id: string): Target => ({ kind: 'other', id, name: id });
export const policy: Target = { kind: 'policy', id: 'p1', name: 'MFA for all' };

const sealed: BreakGlassEntry = {
  connection: 'any',
  login: 'bg1@acme.example',
  drillDays: 90,
  custodians: [],
  certificateAttestedUntil: null,
};
let made = 0;

/** Something that worked, done by Ann; tests say what differs. */
export function event(name: string, over: Partial<DirectoryEvent> = {}): DirectoryEvent {
  made++;
  const base = { connection: 'any', kind: 'okta', feed: 'log', outcome: 'success', reason: null } as const;
  return { ...base, id: `e${made}`, at, name, actor: ann, targets: [], changes: [], detail: {}, ...over };
}

/** The same thing to many accounts: u1, u2, … */
export function toMany(count: number, name: string, over: Partial<DirectoryEvent> = {}): DirectoryEvent[] {
  const { targets = [], ...rest } = over;
  return Array.from({ length: count }, (_, i) =>
    event(name, { ...rest, targets: [...targets, account(`u${i + 1}`)] }),
  );
}

/** A calm directory: two administrators (ann, ben), bg1 sealed, nobody a guest, every group ordinary with 100 members. */
export function watching(over: Partial<Watching> = {}): Watching {
  return {
    now: at,
    kind: 'okta',
    localTime: (moment) => localTime('UTC', moment),
    threshold: () => Number.NaN,
    tally: () => ({ events: 0, accounts: 0 }),
    breakGlass: (told) => (['bg1', sealed.login].includes(told) ? sealed : undefined),
    inDrill: () => false,
    admins: new Set(['ann', 'ben', 'bg1']),
    topAdmins: 3,
    holdsTop: () => false,
    wasTop: () => false,
    isGuest: () => false,
    watched: () => 'ordinary',
    memberCount: () => 100,
    restored: () => false,
    ended: () => false,
    groupName: () => null,
    accountName: (id) => `${id}@acme.example`,
    accountCount: 120,
    ...over,
  };
}

export function detectionOf(id: string): Detection {
  const found = detections.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no detection ${id}`);
  return found;
}

/** What it signals about these events of one page; those that it does not listen to are left out, as the bot does. */
export function signals(
  id: string,
  events: readonly DirectoryEvent[],
  over: Partial<Watching> = {},
): readonly Signal[] {
  const detection = detectionOf(id);
  return events
    .filter((one) => listens(detection, one))
    .flatMap((one) =>
      detection.evaluate(
        one,
        watching({
          kind: one.kind,
          threshold: (name) => detection.thresholds[name]?.value ?? Number.NaN,
          tally: (name) => count(detection.tallies[name], one, events),
          ...over,
        }),
      ),
    );
}

/** `key severity [after N min]` for each cause as it was said last, `ends key [for subject]`, or `nothing`. */
export function say(id: string, events: readonly DirectoryEvent[], over: Partial<Watching> = {}): string {
  const said = new Map<string, string>();
  for (const signal of signals(id, events, over)) {
    if ('clears' in signal) {
      const whom = signal.subject === undefined ? '' : ` for ${signal.subject}`;
      said.set(`ends ${signal.clears}${whom}`, '');
      continue;
    }
    const { severity, patienceMs } = { ...detectionOf(id), ...signal };
    said.set(signal.key, ` ${severity}${patienceMs > 0 ? ` after ${patienceMs / 60_000} min` : ''}`);
  }
  return [...said].map(([key, rest]) => `${key}${rest}`).join(', ') || 'nothing';
}

/** All that people would read. */
export function textOf(id: string, events: readonly DirectoryEvent[], over: Partial<Watching> = {}): string {
  return signals(id, events, over)
    .flatMap((signal) => ('clears' in signal ? [] : [signal.title ?? '', signal.message, signal.sample.text]))
    .join('\n');
}

function listens({ events }: Detection, { kind, name }: DirectoryEvent): boolean {
  return (events[kind] ?? []).some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name,
  );
}

function count(tally: Tally | undefined, about: DirectoryEvent, events: readonly DirectoryEvent[]): Counted {
  if (tally === undefined) throw new Error('a tally that is not declared');
  const key = keyOf(about, tally.by);
  const found = events.filter(
    (one) =>
      tally.names.includes(one.name) &&
      keyOf(one, tally.by) === key &&
      (tally.outcome === undefined || one.outcome === tally.outcome) &&
      at.getTime() - one.at.getTime() <= tally.windowMs,
  );
  const accounts = new Set(found.flatMap((one) => targetOf(one, 'account')?.id ?? []));
  return { events: found.length, accounts: accounts.size };
}

/** A sign-in is about the one who signs in. */
function keyOf(event: DirectoryEvent, by: Tally['by']): string | null {
  if (by === 'connection') return event.connection;
  if (by === 'actor') return event.actor?.id ?? event.actor?.name?.toLowerCase() ?? null;
  return targetOf(event, by)?.id ?? (by === 'account' ? (event.actor?.id ?? null) : null);
}
