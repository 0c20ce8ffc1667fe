import type { OktaLogEvent } from './okta-tenant.ts';

/** How the System Log is kept: events may be stored late, out of order, twice, or not at all for a while. */
export interface OktaLogHabits {
  /** Every other event is stored that much later, so that events overtake one another. */
  lateMs: number;
  /** Every event is stored twice. */
  twice: boolean;
  /** Nothing is stored until it is over. */
  silent: boolean;
  /** Written, not stored yet. */
  readonly held: { readonly event: OktaLogEvent; readonly due: number }[];
  written: number;
}

export const usualHabits = (): OktaLogHabits => ({
  lateMs: 0,
  twice: false,
  silent: false,
  held: [],
  written: 0,
});

interface Kept {
  readonly log: OktaLogEvent[];
  readonly logHabits: OktaLogHabits;
}

/** When an event was stored; a polling query asks for that, not for when it was published (Okta, System Log query). */
const storedAt = new WeakMap<OktaLogEvent, number>();

/** What was put into the log directly was stored when it was published. */
export function storedTime(event: OktaLogEvent): number {
  return storedAt.get(event) ?? Date.parse(event.published);
}

export function store({ log, logHabits }: Kept, event: OktaLogEvent, now: number): void {
  logHabits.written += 1;
  const due = now + (logHabits.written % 2 === 0 ? logHabits.lateMs : 0);
  const copies = logHabits.twice ? [event, { ...event }] : [event];
  for (const copy of copies) logHabits.held.push({ event: copy, due });
  storeDue({ log, logHabits }, now);
}

/** Stores what has waited long enough, in the order in which it was due. */
export function storeDue({ log, logHabits }: Kept, now: number): void {
  if (logHabits.silent) return;
  const due = logHabits.held.filter((each) => each.due <= now).toSorted((a, b) => a.due - b.due);
  if (due.length === 0) return;
  const left = logHabits.held.filter((each) => each.due > now);
  logHabits.held.splice(0, logHabits.held.length, ...left);
  for (const { event } of due) {
    storedAt.set(event, now);
    log.push(event);
  }
}

/** What waits is stored at once, and everything is in time again. */
export function storeInTime(kept: Kept, now: number): void {
  const { logHabits } = kept;
  Object.assign(logHabits, { lateMs: 0, twice: false, silent: false });
  const waiting = logHabits.held.splice(0);
  logHabits.held.push(...waiting.map(({ event }) => ({ event, due: now })));
  storeDue(kept, now);
}
