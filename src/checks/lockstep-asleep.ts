import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'lockstep-asleep',
  ref: 'OPS-02',
  title: 'Scheduled work has not run for too long',
  severity: 'critical',
  providers: ['okta', 'entra'],
  needs: ['freshness'],
  why: 'A watcher that sleeps raises no alarm.',
  fix: 'Look whether `lockstep serve` runs and what its log says; GET /readyz names what is stale.',
  permissions: {},
  thresholds: {
    'lockstep.late.max_intervals': {
      value: 2,
      unit: 'intervals',
      source: 'ours',
      why: 'one miss may be a restart',
    },
  },
  evaluate: ({ freshness }, { now, threshold }) => {
    const never = freshness.sources.every(({ lastSuccessAt }) => lastSuccessAt === null);
    if (never)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: 'no scheduled work has ever run',
      };
    const late = freshness.sources.filter(({ lastSuccessAt, intervalMs }) => {
      return (
        lastSuccessAt !== null &&
        now.getTime() - lastSuccessAt.getTime() > intervalMs * threshold('lockstep.late.max_intervals')
      );
    });
    return {
      findings: late.map(({ name, lastSuccessAt }) => ({
        subject: name,
        message: `last done at ${lastSuccessAt?.toISOString()}`,
      })),
      population: `${freshness.sources.length} sources`,
    };
  },
});
