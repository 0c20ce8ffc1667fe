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
    if (freshness.sources.length === 0)
      return {
        status: 'not_evaluated',
        reason: 'not_configured',
        sentence: 'every schedule is switched off',
      };
    const never = freshness.sources.every(({ lastSuccessAt }) => lastSuccessAt === null);
    if (never)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: 'no scheduled work has ever run',
      };
    const late = freshness.sources.filter(({ name, lastSuccessAt, intervalMs }) => {
      // The first run of all judges before it has succeeded itself.
      if (lastSuccessAt === null) return name !== 'checks';
      return now.getTime() - lastSuccessAt.getTime() > intervalMs * threshold('lockstep.late.max_intervals');
    });
    return {
      findings: late.map(({ name, lastSuccessAt }) => ({
        subject: name,
        message: lastSuccessAt === null ? 'never done' : `last done at ${lastSuccessAt.toISOString()}`,
      })),
      population: `${freshness.sources.length} sources`,
    };
  },
});
