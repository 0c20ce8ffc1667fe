import type { Offer } from '../domain/alert.ts';
import type { SlackTools } from './tools.ts';

/** What can be done from here about the alerts of a connection: what is not in it is shown as no button. */
export function ableOn(
  { remedies, lookUps }: Pick<SlackTools, 'remedies' | 'lookUps'>,
  connection: string,
): ReadonlySet<Offer['action']> {
  const asking = lookUps.has(connection) ? (['ask-actor'] as const) : [];
  return new Set(['intended', 'restore-members', ...asking, ...(remedies.get(connection) ?? [])] as const);
}
