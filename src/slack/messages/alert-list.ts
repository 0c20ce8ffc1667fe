import type { AlertsPicture } from '../watch-cases.ts';
import { stateLine, when, whoever } from './alert.ts';
import { context, foldLines, type Posted, section } from './message.ts';
import { cut } from './text.ts';

/** What is not over, the most severe first. */
export function alertList({ alerts, counts, freeze }: AlertsPicture): Posted {
  const live = counts.open + counts.acknowledged + counts.snoozed;
  const head =
    live === 0
      ? 'No alert is open.'
      : `*${live} alerts*: ${counts.open} open, ${counts.acknowledged} acknowledged, ${counts.snoozed} snoozed`;
  const frozen =
    freeze === null
      ? []
      : [section(`❄️ Frozen since ${when(freeze.at)} by ${whoever(freeze.by)}: ${cut(freeze.because, 300)}`)];
  const lines = alerts.map(
    (alert) =>
      `• *${alert.severity}* ${cut(alert.title, 120)} (${cut(alert.connection, 40)}), ${alert.count}×, ${stateLine(alert)} · \`${alert.id}\``,
  );
  const left = live - alerts.length;
  return {
    text: head,
    blocks: [
      section(head),
      ...frozen,
      ...foldLines(lines, 8),
      ...(left > 0 ? [context(`and ${left} more that are older`)] : []),
    ],
  };
}
