import { hoursBetween } from '../domain/elapsed.ts';
import type { StuckAccount } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'provisioning-account-stuck',
  ref: 'SYN-05',
  title: 'The same account keeps failing to reach an application',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['stuckAccounts'],
  why: 'What did not heal in a day will not heal by itself: somebody waits for access, or a leaver keeps it.',
  fix: 'Mend the field that is named: a duplicate user name, a missing attribute, a licence, an e-mail domain; then provision the account on demand.',
  permissions: { okta: ['okta.apps.read', 'okta.users.read'], entra: ['ProvisioningLog.Read.All'] },
  thresholds: {
    'provisioning.stuck.min_attempts': { value: 3, unit: 'failures', source: 'ours', why: 'once is chance' },
    'provisioning.stuck.min_hours': {
      value: 24,
      unit: 'hours between first and last failure',
      source: 'microsoft',
      why: 'it tries again after 6, 12 and 24 hours',
    },
    'provisioning.staged.max_hours': {
      value: 2,
      unit: 'hours',
      source: 'ours',
      why: 'a creation is queued for minutes',
    },
    'provisioning.revoked.max_hours': {
      value: 24,
      unit: 'hours',
      source: 'ours',
      why: 'removed, and still there',
    },
  },
  evaluate: ({ stuckAccounts: { found, population } }, judging) => ({
    findings: found.filter((account) => isStuck(account, judging)).map(describe),
    population,
  }),
});

function isStuck({ state, since, lastAt, attempts }: StuckAccount, { now, threshold }: Judging): boolean {
  switch (state) {
    case 'failing':
      return (
        attempts >= threshold('provisioning.stuck.min_attempts') &&
        hoursBetween(since, lastAt) >= threshold('provisioning.stuck.min_hours')
      );
    case 'revoked':
      return hoursBetween(since, now) > threshold('provisioning.revoked.max_hours');
    case 'staged':
    case 'unlinked':
      return hoursBetween(since, now) > threshold('provisioning.staged.max_hours');
    case 'error':
    case 'out_of_sync':
      return true;
  }
}

const words: Readonly<Record<StuckAccount['state'], string>> = {
  failing: 'fails again and again',
  error: 'its provisioning task failed',
  out_of_sync: 'is out of step',
  staged: 'waits to be created',
  revoked: 'was taken away and is still there',
  unlinked: 'was never created: it was assigned before provisioning was on',
};

function describe({ app, who, state, attempts, leaver, because }: StuckAccount): Draft {
  const often = attempts > 1 ? ` (${attempts} times)` : '';
  const off = leaver ? '; switching it off is what fails' : '';
  return {
    subject: `${who} in ${app.name}`,
    severity: leaver ? 'high' : 'medium',
    message: `${words[state]}${often}${off}${because === null ? '' : `: ${because}`}`,
  };
}
