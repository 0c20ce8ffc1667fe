import type { AlertsPicture } from '../watch-cases.ts';
import { stateLine, when, whoever } from './alert.ts';
import { lines } from './fold.ts';
import { type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

/** What is not over, the most severe first. */
export function alertList({ alerts, counts, freeze }: AlertsPicture): Posted {
  const live = counts.open + counts.acknowledged + counts.snoozed;
  const head =
    live === 0
      ? 'No alert is open.'
      : `*${live} ${live === 1 ? 'alert' : 'alerts'}*: ${counts.open} open, ${counts.acknowledged} acknowledged, ${counts.snoozed} snoozed`;
  const frozen =
    freeze === null
      ? []
      : [section(`❄️ Frozen since ${when(freeze.at)} by ${whoever(freeze.by)}: ${cut(freeze.because, 300)}`)];
  const shown = alerts.map(
    (alert) =>
      `• *${alert.severity}* ${cut(alert.title, 120)} (${cut(alert.connection, 40)}), ${alert.count}×, ${stateLine(alert)} · \`${alert.id}\``,
  );
  return {
    text: head,
    blocks: within([
      section(head),
      ...frozen,
      lines(shown, 8, { total: Math.max(live, shown.length), where: ' that are older or less severe' }),
    ]),
  };
}
