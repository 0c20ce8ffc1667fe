import { type ApiToken, daysUntil } from '../domain/credential.ts';
import { sayEnd } from '../domain/expiry.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'api-token-lapsing',
  ref: 'CRD-06',
  title: 'An Okta API token lapses, or its owner is gone',
  severity: 'medium',
  providers: ['okta'],
  needs: ['apiTokens'],
  why: 'A token dies 30 days after its last use and with the account of its owner; whatever used it stops.',
  fix: 'Needed: mend what should use it, or move it to a service app. Not needed: revoke it.',
  permissions: { okta: ['okta.apiTokens.read', 'okta.users.read'] },
  thresholds: {
    'tokens.unused.warn_days': {
      value: 10,
      unit: 'days left',
      source: 'ours',
      why: 'nobody used it for 20 of its 30 days',
    },
    'tokens.unused.urgent_days': { value: 3, unit: 'days left', source: 'ours', why: 'a weekend' },
  },
  evaluate: ({ apiTokens }, judging) => ({
    findings: apiTokens.flatMap((token) => describe(token, judging)),
    population: `${apiTokens.length} API tokens`,
  }),
});

function describe(
  { name: subject, owner, ownerActive, expiresAt }: ApiToken,
  { now, threshold }: Judging,
): Draft[] {
  if (!ownerActive)
    return [
      { subject, severity: 'high', message: `its owner ${owner} is not active: Okta refuses it already` },
    ];
  if (expiresAt === null) return [];
  const days = daysUntil(expiresAt, now);
  if (days > threshold('tokens.unused.warn_days')) return [];
  const severity = days <= threshold('tokens.unused.urgent_days') ? 'medium' : 'low';
  return [
    { subject, severity, message: `it ${sayEnd(expiresAt, now)} unless something uses it; owner: ${owner}` },
  ];
}
