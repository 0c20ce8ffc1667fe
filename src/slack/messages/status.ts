import { MINUTE_MS } from '../../lib/clock.ts';
import type { StatusPicture } from '../use-cases.ts';
import { lines } from './fold.ts';
import type { Posted } from './message.ts';
import { within } from './room.ts';

export function statusMessage({ connections, lastRun, now }: StatusPicture): Posted {
  const states = connections.map(({ id, accounts, groups, syncedAt }) => {
    return `• *${id}*: ${accounts} accounts, ${groups} groups, ${syncedAt === null ? 'never synced' : `synced ${ago(syncedAt, now)}`}`;
  });
  const run =
    lastRun === null
      ? 'The checks have not run yet.'
      : `Last run of all checks ${ago(lastRun.finishedAt, now)}: ${lastRun.summary.pass} pass, ${lastRun.summary.fail} fail, ${lastRun.summary.not_evaluated} not evaluated.`;
  const said = [...(states.length === 0 ? ['No directory is connected.'] : states), run];
  return { text: said.join('\n'), blocks: within([lines(said, 4)]) };
}

function ago(at: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - at.getTime()) / MINUTE_MS));
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
}
