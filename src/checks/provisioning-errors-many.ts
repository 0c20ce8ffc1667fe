import type { Severity } from '../domain/finding.ts';
import type { AppLog } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'provisioning-errors-many',
  ref: 'SYN-04',
  title: 'Much of what is provisioned to an application fails',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['provisioningLog'],
  why: 'Microsoft stops a job at 40 % of failures; long before that people wait for access, and leavers keep it.',
  fix: 'Mend the most frequent error first; it usually has one cause.',
  permissions: { okta: ['okta.logs.read'], entra: ['ProvisioningLog.Read.All'] },
  thresholds: {
    'provisioning.errors.warn_percent': { value: 2, unit: '% of attempts', source: 'ours', why: 'early' },
    'provisioning.errors.max_percent': {
      value: 10,
      unit: '% of attempts',
      source: 'ours',
      why: 'a quarter of the 40 % at which Microsoft stops the job',
    },
    'provisioning.errors.min_attempts': {
      value: 10,
      unit: 'attempts',
      source: 'ours',
      why: 'one of three is no rate',
    },
    'provisioning.errors.warn_count': {
      value: 25,
      unit: 'failures',
      source: 'ours',
      why: 'whatever the rate',
    },
    'provisioning.errors.max_count': {
      value: 4000,
      unit: 'failures',
      source: 'microsoft',
      why: '80 % of the 5,000 from which Microsoft judges the rate',
    },
  },
  evaluate: ({ provisioningLog: { apps } }, judging) => {
    const sum = (count: (log: AppLog) => number): number => apps.reduce((all, log) => all + count(log), 0);
    const attempts = sum(({ successes, failures }) => successes + failures);
    return {
      findings: apps.flatMap((log) => describe(log, judging)),
      population: `${attempts} attempts of ${apps.length} applications in 24 hours; left out: ${sum(({ skipped }) => skipped)} skipped`,
    };
  },
});

function describe(log: AppLog, judging: Judging): Draft[] {
  const severity = gravity(log, judging);
  if (severity === null) return [];
  const attempts = log.successes + log.failures;
  const top = log.errors
    .slice(0, 3)
    .map(({ code, count, sample }) => `${count} × ${code}, e.g. ${sample}`)
    .join('; ');
  const message = `${log.failures} of ${attempts} attempts failed, for ${log.failedObjects} people and groups: ${top}`;
  return [{ subject: log.app.name, severity, message }];
}

function gravity({ successes, failures }: AppLog, { threshold }: Judging): Severity | null {
  if (failures === 0) return null;
  const attempts = successes + failures;
  const percent = (failures / attempts) * 100;
  const counts = attempts >= threshold('provisioning.errors.min_attempts');
  if (failures > threshold('provisioning.errors.max_count')) return 'medium';
  if (counts && percent > threshold('provisioning.errors.max_percent')) return 'medium';
  const many = failures >= threshold('provisioning.errors.warn_count');
  return many || (counts && percent >= threshold('provisioning.errors.warn_percent')) ? 'low' : null;
}
