import { freezeItself } from '../alerts/index.ts';
import { countedSince } from '../store/freeze.ts';
import { countWrites } from '../store/grants.ts';
import { takeGuard } from '../store/guards.ts';
import type { AccessTools } from './tools.ts';

const ceilings = {
  grants: { column: 'written_at', limit: 'grantsPerHour', words: 'memberships added' },
  revocations: { column: 'removed_at', limit: 'revocationsPerHour', words: 'memberships removed' },
} as const;

/**
 * Whether one more change of a directory stays below the ceiling of the hour. Over it, Lockstep freezes itself and says
 * so. Inside the transaction that writes the change down: whoever counts next waits for it.
 */
export async function staysBelowCeiling(
  tools: Pick<AccessTools, 'db' | 'queue' | 'clock' | 'settings'>,
  which: keyof typeof ceilings,
): Promise<boolean> {
  const { db, clock, settings } = tools;
  const { column, limit, words } = ceilings[which];
  await takeGuard(db, `ceiling:${which}`);
  const count = await countWrites(db, column, await countedSince(db, clock.now()));
  if (count < settings.limits[limit]) return true;
  const because = `${count} ${words} within an hour; the ceiling is ${settings.limits[limit]} (limits in lockstep.yaml)`;
  await freezeItself(tools, which, because);
  return false;
}
