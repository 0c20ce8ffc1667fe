/** Names a change of a managed group that Lockstep did not make: the event that told of it. */
export interface DriftKey {
  readonly connection: string;
  readonly eventId: string;
}

/** As buttons and questions carry it. An id of a connection has no bar; one of an event may. */
export function driftName({ connection, eventId }: DriftKey): string {
  return `${connection}|${eventId}`;
}

export function driftNamed(name: string): DriftKey {
  const bar = name.indexOf('|');
  return { connection: name.slice(0, bar), eventId: name.slice(bar + 1) };
}
