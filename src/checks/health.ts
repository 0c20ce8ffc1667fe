import { type CheckResult, type CheckRun, passesByAcceptance, type Severity } from '../domain/finding.ts';

/** What a check weighs in the score. */
const weights: Readonly<Record<Severity, number>> = { critical: 10, high: 5, medium: 2, low: 1 };

export interface Scores {
  /** Weighed share of passes among what passed or failed by itself, 0 to 1; null when nothing did. */
  readonly health: number | null;
  /** Share of the applicable checks that were evaluated, 0 to 1; null when none applies. */
  readonly coverage: number | null;
}

/**
 * Two numbers, never one: a high health over a low coverage is no good news. The bot's own checks count in neither, and what
 * passes only because it was accepted counts in coverage alone.
 */
export function scores({ results }: Pick<CheckRun, 'results'>): Scores {
  const applicable = results.filter(
    ({ status, check }) => status !== 'not_applicable' && !check.startsWith('lockstep-'),
  );
  const evaluated = applicable.filter(({ status }) => status !== 'not_evaluated');
  const judged = evaluated.filter((result) => !passesByAcceptance(result));
  const passed = judged.filter(({ status }) => status === 'pass');
  return {
    health: judged.length === 0 ? null : weigh(passed) / weigh(judged),
    coverage: applicable.length === 0 ? null : evaluated.length / applicable.length,
  };
}

function weigh(results: readonly CheckResult[]): number {
  return results.reduce((sum, { severity }) => sum + weights[severity], 0);
}
