import type { RunSummary } from '../store/runs.ts';

const WIDTH = 600;
const HEIGHT = 80;

/** Health and coverage of the last runs as a drawing with a text for those who do not see it. Fewer than two runs draw nothing. */
export function trendLine(newestFirst: readonly RunSummary[]): string {
  const runs = newestFirst.toReversed();
  if (runs.length < 2) return '';
  const line = (name: 'health' | 'coverage'): string => {
    const points = runs.flatMap((run, i) => {
      const share = run[name];
      return share === null
        ? []
        : [`${((i * WIDTH) / (runs.length - 1)).toFixed(1)},${(HEIGHT - share * HEIGHT).toFixed(1)}`];
    });
    return `<polyline class="${name}" fill="none" stroke-width="2" points="${points.join(' ')}"/>`;
  };
  const percent = (share: number | null | undefined): string =>
    share == null ? 'n/a' : `${Math.round(share * 100)} %`;
  const said = `Health went from ${percent(runs[0]?.health)} to ${percent(runs.at(-1)?.health)} over ${runs.length} runs`;
  return `<figure><svg viewBox="0 -4 ${WIDTH} ${HEIGHT + 8}" role="img" aria-label="${said}" preserveAspectRatio="none">${line('coverage')}${line('health')}</svg><figcaption><small>${said}.</small></figcaption></figure>`;
}
