import { severities } from '../../domain/finding.ts';
import type { WatchState } from '../watch-cases.ts';
import { when, whoever } from './alert.ts';
import { lines } from './fold.ts';
import type { Block } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

/** How watching itself is: alerts by severity, the freeze, how fresh each source is, what waits and what was given up. */
export function watchState({ alerts, freeze, feeds, jobs, deadDeliveries }: WatchState): readonly Block[] {
  const live = severities.flatMap((severity) => {
    const count = alerts.get(severity) ?? 0;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  const said = [
    live.length === 0 ? 'No alert is open.' : `*Open alerts*: ${live.join(', ')}`,
    ...(freeze === null
      ? []
      : [`❄️ Frozen since ${when(freeze.at)} by ${whoever(freeze.by)}: ${cut(freeze.because, 300)}`]),
    ...feeds.map(({ connection, feed, readAt, lastEventAt, silent }) => {
      const last = lastEventAt === null ? 'no event yet' : `newest event ${when(lastEventAt)}`;
      const mark = silent ? ' · *later than is normal for it*' : '';
      return `• ${cut(connection, 40)} ${cut(feed, 40)}: read ${when(readAt)}, ${last}${mark}`;
    }),
    `Jobs: ${jobs.ready} waiting, ${jobs.running} running. Dead letters: ${jobs.failed} jobs, ${deadDeliveries} deliveries.`,
  ];
  return within([lines(said, 4, { where: ': `lockstep doctor` looks at each' })]);
}
