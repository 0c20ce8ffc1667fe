import type { DeletionGuard } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'mass-deletion-unguarded',
  ref: 'SYN-07',
  title: 'Nothing stops a mass deletion, or one waits for a decision',
  severity: 'high',
  providers: ['okta', 'entra'],
  needs: ['deletionGuards'],
  why: 'An empty file upstream deletes everybody downstream, unless something asks first.',
  fix: 'Switch the guard on with a limit near what a normal week removes. Where something waits: ask the owner upstream how many leavers there are before it is let through.',
  permissions: {
    okta: ['okta.logs.read'],
    entra: [
      'Synchronization.Read.All',
      'Application.Read.All',
      'Organization.Read.All',
      'OnPremDirectorySynchronization.Read.All',
    ],
  },
  thresholds: {
    'deletions.guard.max_count': {
      value: 50,
      unit: 'deletions',
      source: 'ours',
      why: 'for small applications',
    },
    'deletions.guard.max_percent': {
      value: 5,
      unit: '% of the scope',
      source: 'ours',
      why: 'for large ones',
    },
    'deletions.guard.max_share': {
      value: 20,
      unit: '% of the directory',
      source: 'okta',
      why: 'the import safeguard stops at 20 %',
    },
  },
  evaluate: ({ deletionGuards }, judging) => {
    if (deletionGuards.length === 0)
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: 'nothing is provisioned or synchronised',
      };
    const unread = deletionGuards.filter(({ limit }) => limit === 'unreadable');
    return {
      findings: deletionGuards.flatMap((guard) => describe(guard, judging)),
      population: deletionGuards.map(({ subject }) => subject).join(', '),
      ...(unread.length === 0
        ? {}
        : {
            coverage: `the limits of ${unread.map(({ subject }) => subject).join(', ')} cannot be read; whether something waits can`,
          }),
    };
  },
});

function describe({ subject, kind, limit, scope, waiting }: DeletionGuard, { threshold }: Judging): Draft[] {
  if (waiting !== null)
    return [{ subject, severity: 'critical', message: `deletions wait for a decision: ${waiting}` }];
  if (limit === 'unreadable') return [];
  if (limit === null) return [{ subject, severity: 'medium', message: 'the guard is off' }];
  const most =
    kind === 'job'
      ? Math.max(
          threshold('deletions.guard.max_count'),
          ((scope ?? 0) * threshold('deletions.guard.max_percent')) / 100,
        )
      : ((scope ?? Number.POSITIVE_INFINITY) * threshold('deletions.guard.max_share')) / 100;
  if (limit <= most) return [];
  const of = scope === null ? '' : ` of ${scope}`;
  return [{ subject, severity: 'medium', message: `the guard lets ${limit}${of} deletions through` }];
}
