import type { Cause } from './raise.ts';

/** It is never told to the sink that it is about. */
export const sinkAway: Cause = {
  id: 'sink-away',
  title: 'A receiver of alerts does not take them',
  severity: 'high',
  fix: 'Whoever relies on it hears nothing: look at `/idp alerts`, and call them yourself. Then `lockstep sinks list` says why, `lockstep sinks test` tries it, and `lockstep sinks retry` sends again what was refused.',
  patienceMs: 0,
  unless: [],
};

/** The connection of alerts about a sink. */
export function sinkConnection(sink: string): string {
  return `sink:${sink}`;
}
