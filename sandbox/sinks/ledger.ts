import type { StandIn } from '../stand-in.ts';

/** One word that a receiver took. */
export interface Heard {
  readonly key: string;
  readonly action: 'trigger' | 'acknowledge' | 'resolve';
  /** What it says about itself; empty where only the key is sent. */
  readonly title: string;
  /** The sender's id of this word, where the vendor has a place for one. */
  readonly id: string | null;
}

export interface Incident {
  readonly key: string;
  readonly title: string;
  readonly state: 'triggered' | 'acknowledged' | 'resolved';
}

/** What a receiver keeps, for tests and the console. */
export interface Ledger {
  /** Everything that was taken, repetitions too. */
  readonly heard: () => readonly Heard[];
  /** What people see: one incident for each key that is open; a trigger after the end begins another. */
  readonly incidents: () => readonly Incident[];
}

export type Receiver = StandIn & Ledger;

export interface OwnLedger extends Ledger {
  /** A word that was sent to the receiver. */
  readonly write: (heard: Heard) => void;
  /** What a person did at the receiver itself; the incident as it is then, or null when none of that key is open. */
  readonly move: (key: string, action: 'acknowledge' | 'resolve') => Incident | null;
}

export function createLedger(): OwnLedger {
  const heard: Heard[] = [];
  const incidents: Incident[] = [];
  const ids = new Set<string>();
  const write = (word: Heard): void => {
    heard.push(word);
    // A word with an id is taken once, whatever happened since.
    if (word.id !== null && ids.has(word.id)) return;
    if (word.id !== null) ids.add(word.id);
    apply(incidents, word);
  };
  const move: OwnLedger['move'] = (key, action) => {
    const at = incidents.findIndex((incident) => incident.key === key && incident.state !== 'resolved');
    apply(incidents, { key, action, title: '', id: null });
    return incidents[at] ?? null;
  };
  return { write, move, heard: () => heard, incidents: () => incidents };
}

/** As PagerDuty and JSM do: a known key is no new incident, and what has no open incident is dropped. */
function apply(incidents: Incident[], { key, action, title }: Heard): void {
  const at = incidents.findIndex((incident) => incident.key === key && incident.state !== 'resolved');
  const known = incidents[at];
  if (action === 'trigger') {
    if (known === undefined) incidents.push({ key, title, state: 'triggered' });
    return;
  }
  if (known === undefined) return;
  incidents[at] = { ...known, state: action === 'resolve' ? 'resolved' : 'acknowledged' };
}
