import type { RunSummary } from '../store/runs.ts';
import { percent, readableDay } from './words.ts';

const WIDTH = 600;
const HEIGHT = 100;

/**
 * Health and coverage of past runs as a drawing, with its story in words for those who do not see it. Scores compare
 * only between runs of the same checks: where the set changes the line breaks, and runs of a few checks are left out.
 * Fewer than two comparable runs draw nothing.
 */
export function trendFigure(newestFirst: readonly RunSummary[], judged: readonly string[]): string {
  const runs = newestFirst.filter((run) => isAbout(run, judged)).toReversed();
  const [first] = runs;
  const last = runs.at(-1);
  if (first === undefined || last === undefined || runs.length < 2) return '';
  const story = tellStory(runs);
  const lines = splitWhereChecksChange(runs).flatMap((stretch) => [
    polyline('coverage', stretch, runs),
    polyline('health', stretch, runs),
  ]);
  return `<figure class="trend"><svg viewBox="-46 -12 ${WIDTH + 60} ${HEIGHT + 36}" role="img" aria-label="${story}">
${[0, 0.5, 1].map(gridLine).join('')}${lines.join('')}
<text x="0" y="${HEIGHT + 18}">${readableDay(first.finishedAt)}</text><text x="${WIDTH}" y="${HEIGHT + 18}" text-anchor="end">${readableDay(last.finishedAt)}</text>
</svg><figcaption><span class="key health">health</span> <span class="key coverage">coverage</span> ${story}</figcaption></figure>`;
}

/** At least half of the checks in common: a run of a few checks says nothing about the whole. */
function isAbout(run: RunSummary, judged: readonly string[]): boolean {
  const known = new Set(judged);
  const common = run.judged.filter((each) => known.has(each)).length;
  return common * 2 >= Math.max(judged.length, run.judged.length);
}

function splitWhereChecksChange(runs: readonly RunSummary[]): readonly (readonly RunSummary[])[] {
  const stretches: RunSummary[][] = [];
  for (const run of runs) {
    const stretch = stretches.at(-1);
    if (stretch !== undefined && stretch[0]?.judged.join() === run.judged.join()) stretch.push(run);
    else stretches.push([run]);
  }
  return stretches;
}

function polyline(
  name: 'health' | 'coverage',
  stretch: readonly RunSummary[],
  all: readonly RunSummary[],
): string {
  const points = stretch.flatMap((run) => {
    const share = run[name];
    return share === null ? [] : [`${place(run, all).toFixed(1)},${(HEIGHT - share * HEIGHT).toFixed(1)}`];
  });
  const dots = points.map((point) => {
    const [x, y] = point.split(',');
    return `<circle class="${name}" cx="${x}" cy="${y}" r="2.5"/>`;
  });
  return `<polyline class="${name}" points="${points.join(' ')}"/>${dots.join('')}`;
}

/** By time, so that a week without a run looks like a week. */
function place(run: RunSummary, all: readonly RunSummary[]): number {
  const from = all[0]?.finishedAt.getTime() ?? 0;
  const span = (all.at(-1)?.finishedAt.getTime() ?? 0) - from;
  return span === 0 ? 0 : ((run.finishedAt.getTime() - from) / span) * WIDTH;
}

function gridLine(share: number): string {
  const y = HEIGHT - share * HEIGHT;
  return `<line class="grid" x1="0" x2="${WIDTH}" y1="${y}" y2="${y}"/><text x="-8" y="${y + 4}" text-anchor="end">${percent(share)}</text>`;
}

function tellStory(runs: readonly RunSummary[]): string {
  const [first] = runs;
  const last = runs.at(-1);
  const breaks = splitWhereChecksChange(runs).length - 1;
  const changed = breaks === 0 ? '' : `, and the checks changed ${breaks === 1 ? 'once' : `${breaks} times`}`;
  return `Over ${runs.length} runs health went from ${percent(first?.health ?? null)} to ${percent(last?.health ?? null)} and coverage from ${percent(first?.coverage ?? null)} to ${percent(last?.coverage ?? null)}${changed}.`;
}
