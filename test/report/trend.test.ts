import { describe, expect, it } from 'vitest';
import { trendFigure } from '../../src/report/trend.ts';
import { daysAgo, resultOf, runOf, summaryOf } from './sample.ts';

const now = summaryOf(runOf([resultOf(), resultOf({ check: 'mfa-missing', status: 'pass' })]));

function before(days: number, health: number | null, judged = now.judged) {
  return { ...now, runId: `r${days}`, finishedAt: daysAgo(days), health, coverage: 1, judged };
}

function points(svg: string): string[] {
  return [...svg.matchAll(/<polyline class="health" points="([^"]*)"/g)].map(([, at = '']) => at);
}

describe('the trend', () => {
  it('is nothing with one run', () => {
    expect(trendFigure([now], now.judged)).toBe('');
  });

  it('goes from the oldest run to the newest, by time', () => {
    const svg = trendFigure([{ ...now, health: 1 }, before(1, 0.5), before(10, 0)], now.judged);

    expect(points(svg)).toEqual(['0.0,100.0 540.0,50.0 600.0,0.0']);
  });

  it('is told in words as well', () => {
    const svg = trendFigure([{ ...now, health: 0.61, coverage: 0.9 }, before(1, 0.5)], now.judged);

    expect(svg).toContain(
      'role="img" aria-label="Over 2 runs health went from 50 % to 61 % and coverage from 100 % to 90 %."',
    );
  });

  it('breaks where the checks changed, because the scores do not compare', () => {
    const others = ['mfa-weak-only@okta'];
    const svg = trendFigure(
      [now, before(1, 0.5), before(2, 0.4, others), before(3, 0.3, others)],
      now.judged,
    );

    expect(points(svg)).toHaveLength(2);
    expect(svg).toContain('the checks changed once');
  });

  it('leaves out a run of a few checks', () => {
    const whole = Array.from({ length: 40 }, (_, i) => `check-${i}@okta`);
    const runs = [before(0, 0.5, whole), before(1, 0, ['check-3@okta']), before(2, 0.4, whole)];

    expect(trendFigure(runs, whole)).toContain('Over 2 runs health went from 40 % to 50 %');
  });

  it('leaves out the point of a run in which nothing could be evaluated', () => {
    const svg = trendFigure([now, before(1, null), before(2, 0.5)], now.judged);

    expect(points(svg)[0]?.split(' ')).toHaveLength(2);
  });
});
