import type { App } from '../app.ts';
import { nearest } from '../lib/nearest.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { Args } from './command.ts';

type Sink = App['sinks'][number];

/** The sink that was named after the command. */
export function findSink(sinks: readonly Sink[], { positionals }: Args): Sink {
  const [id] = positionals;
  const found = sinks.find((sink) => sink.id === id);
  if (found !== undefined) return found;
  const what = id === undefined ? 'no sink is named' : `there is no sink ${id}`;
  throw new OperatorError('USAGE', what, help(sinks, id ?? ''));
}

function help(sinks: readonly Sink[], typed: string): string {
  const ids = sinks.map(({ id }) => id);
  if (ids.length === 0) return 'Name one under sinks in lockstep.yaml (docs/setup-sinks.md).';
  const close = nearest(typed, ids);
  return close === undefined ? `Use one of ${ids.join(', ')}.` : `Did you mean ${close}?`;
}
