import type { AppCredential } from '../domain/credential.ts';
import { daysBetween } from '../domain/elapsed.ts';
import { type Draft, defineCheck } from './check.ts';

export default defineCheck({
  id: 'app-credential-untidy',
  ref: 'CRD-05',
  title: 'Applications keep ended or over-long credentials',
  severity: 'low',
  providers: ['entra'],
  needs: ['appCredentials'],
  why: 'Leftovers hide the one that matters, and a secret that lives for years leaks once.',
  fix: 'Delete what has ended; prefer federated credentials, and short lives for the rest.',
  permissions: { entra: ['Application.Read.All'] },
  thresholds: {
    'credentials.lifetime.max_days': {
      value: 180,
      unit: 'days',
      source: 'microsoft',
      why: 'Zero Trust assessment: application credentials',
    },
  },
  evaluate: ({ appCredentials }, { now, threshold }) => {
    const longest = threshold('credentials.lifetime.max_days');
    const ended = ({ expiresAt }: AppCredential): boolean => expiresAt !== null && expiresAt <= now;
    const long = ({ expiresAt, since, kind }: AppCredential): boolean =>
      kind === 'secret' &&
      expiresAt !== null &&
      since !== null &&
      expiresAt > now &&
      daysBetween(since, expiresAt) > longest;
    const withAny = (test: (credential: AppCredential) => boolean): readonly string[] =>
      appCredentials.filter(({ credentials }) => credentials.some(test)).map(({ app }) => app);
    const line = (subject: string, what: string, apps: readonly string[]): Draft[] =>
      apps.length === 0 ? [] : [{ subject, message: `${apps.length} applications ${what}: ${some(apps)}` }];
    return {
      findings: [
        ...line('ended credentials', 'keep credentials that have ended', withAny(ended)),
        ...line('long-lived secrets', 'have secrets that live longer than they should', withAny(long)),
      ],
      population: `${appCredentials.length} applications with credentials`,
      coverage: 'which ones nobody uses is not read',
    };
  },
});

function some(names: readonly string[]): string {
  const more = names.length - 5;
  return `${names.toSorted().slice(0, 5).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
