/** One line of the result. */
export interface Figure {
  readonly figure: string;
  readonly measured: string;
  readonly goal: string;
  /** null: there is no goal, it only says how another figure came about. */
  readonly met: boolean | null;
}

/** As it stands in docs/bench.md. */
export function markdownOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ figure, measured, goal, met }) => [figure, measured, goal, verdict(met)]);
  const head = ['Figure', 'Measured', 'Goal', 'Met'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function verdict(met: boolean | null): string {
  if (met === null) return '';
  return met ? 'yes' : '**no**';
}

/** `17.3 s / 14.9 s = 1.16` */
function ratio(seconds: number, bare: number): string {
  return `${seconds.toFixed(1)} s / ${bare.toFixed(1)} s = ${(seconds / bare).toFixed(2)}`;
}

/** A time against that of a bare loop, which it may exceed by three tenths. */
export function againstLoop(figure: string, seconds: number, bare: number): Figure {
  return { figure, measured: ratio(seconds, bare), goal: '1.3', met: seconds / bare <= 1.3 };
}

/** The value that `share` of them do not exceed; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
