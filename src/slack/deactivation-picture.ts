import type { Deactivation } from '../domain/deactivation.ts';
import { DAY_MS } from '../lib/clock.ts';
import { findDeactivation, stepsOf } from '../store/deactivations.ts';
import type { DeactivationPicture } from './messages/deactivation.ts';
import type { SlackTools } from './tools.ts';

/** Everything that the evidence of a deactivation shows; null when there is none. */
export async function deactivationPicture(
  tools: Pick<SlackTools, 'db' | 'settings' | 'clock'>,
  id: string,
): Promise<DeactivationPicture | null> {
  const made = await findDeactivation(tools.db, id);
  if (made === null) return null;
  return {
    made,
    steps: await stepsOf(tools.db, id),
    undoUntil: undoUntil(tools, made),
    dryRun: tools.settings.dryRun,
  };
}

/** For the button only: whether it may be undone is found out when somebody asks for it. */
function undoUntil(
  { settings, clock }: Pick<SlackTools, 'settings' | 'clock'>,
  { kind, startedAt, endedAt, undoneBy }: Deactivation,
): Date | null {
  if (kind !== 'deactivation' || startedAt === null || endedAt === null || undoneBy !== null) return null;
  const until = new Date(startedAt.getTime() + settings.deactivation.undoDays * DAY_MS);
  return until > clock.now() ? until : null;
}
