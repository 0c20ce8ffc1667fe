import { defineCheck } from './check.ts';

/** What the operator switched off, a check or every schedule, is no blindness. */
const chosen = /^(disabled_by_operator|not_configured):/;

export default defineCheck({
  id: 'lockstep-blind',
  ref: 'OPS-01',
  title: 'A check could not be evaluated twice in a row',
  severity: 'high',
  providers: ['okta', 'entra'],
  needs: ['lastRuns'],
  why: 'Evidence that cannot be had looks like calm. A check that stays blind is a finding of its own.',
  fix: 'Run `lockstep doctor`: it names the permission or licence that is missing.',
  permissions: {},
  thresholds: {
    'lockstep.blind.max_runs': {
      value: 2,
      unit: 'runs in a row',
      source: 'ours',
      why: 'once may be an outage',
    },
  },
  evaluate: ({ lastRuns }, { threshold }) => {
    if (lastRuns.byCheck.size === 0) {
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: 'no run came before this one',
      };
    }
    const runs = threshold('lockstep.blind.max_runs');
    const findings = [...lastRuns.byCheck].flatMap(([check, statuses]) => {
      const recent = statuses.slice(0, runs);
      const blind =
        recent.length >= runs &&
        recent.every(({ status, because }) => status === 'not_evaluated' && !chosen.test(because ?? ''));
      return blind ? [{ subject: check, message: recent[0]?.because ?? 'not evaluated' }] : [];
    });
    return { findings, population: `${lastRuns.byCheck.size} checks with a history` };
  },
});
