import type { Offer } from '../domain/alert.ts';
import type { SlackTools } from './tools.ts';

/** What can be done from here about the alerts of a connection: what is not in it is shown as no button. */
export function ableOn(
  { remedies }: Pick<SlackTools, 'remedies'>,
  connection: string,
): ReadonlySet<Offer['action']> {
  return new Set(['intended', ...(remedies.get(connection) ?? [])] as const);
}
