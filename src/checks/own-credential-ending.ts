import { type Credential, daysUntil } from '../domain/credential.ts';
import { sayEnd } from '../domain/expiry.ts';
import type { Severity } from '../domain/finding.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'own-credential-ending',
  ref: 'CRD-08',
  title: 'What Lockstep signs in with ends',
  severity: 'high',
  providers: ['okta', 'entra'],
  needs: ['ownCredentials'],
  why: 'On that day Lockstep sees nothing any more, and silence looks like calm.',
  fix: 'Make a new one, put it into the environment of Lockstep and restart it; a federated identity or a private key never ends.',
  permissions: { okta: ['okta.users.read'], entra: ['Application.Read.All'] },
  thresholds: {
    'own.credential.notice_days': { value: 30, unit: 'days left', source: 'ours', why: 'time to plan' },
    'own.credential.warning_days': { value: 14, unit: 'days left', source: 'ours', why: 'two weeks' },
    'own.credential.urgent_days': { value: 7, unit: 'days left', source: 'ours', why: 'this week' },
    'own.credential.last_days': { value: 1, unit: 'days left', source: 'ours', why: 'today or tomorrow' },
  },
  evaluate: ({ ownCredentials }, judging) => ({
    findings: ownCredentials.flatMap((credential) => describe(credential, judging)),
    population:
      ownCredentials.length === 0
        ? 'an identity without anything that ends'
        : ownCredentials.map(({ name }) => name).join(', '),
  }),
});

function describe({ name: subject, expiresAt }: Credential, judging: Judging): Draft[] {
  if (expiresAt === null) return [];
  const severity = gravity(expiresAt, judging);
  return severity === null ? [] : [{ subject, severity, message: `it ${sayEnd(expiresAt, judging.now)}` }];
}

function gravity(end: Date, { now, threshold }: Judging): Severity | null {
  const days = daysUntil(end, now);
  const bands = [
    ['own.credential.last_days', 'critical'],
    ['own.credential.urgent_days', 'high'],
    ['own.credential.warning_days', 'medium'],
    ['own.credential.notice_days', 'low'],
  ] as const;
  return bands.find(([name]) => days <= threshold(name))?.[1] ?? null;
}
