import { type AppCredentials, daysUntil } from '../domain/credential.ts';
import { sayEnd, secretBand, secretBands } from '../domain/expiry.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'app-credential-ending',
  ref: 'CRD-04',
  title: 'The last credential of an application ends',
  severity: 'medium',
  providers: ['entra'],
  needs: ['appCredentials'],
  why: 'Microsoft mails nobody who holds a role only at need: the application just stops.',
  fix: 'Add the new credential, roll it out, see its key id in the sign-in log, then delete the old one.',
  permissions: { entra: ['Application.Read.All'] },
  thresholds: secretBands,
  evaluate: ({ appCredentials }, judging) => ({
    findings: appCredentials.flatMap((app) => describe(app, judging)),
    population: `${appCredentials.length} applications with credentials`,
    coverage: 'whether an ended credential was still in use is not read',
  }),
});

/** One that is over for so long is missed by nobody. */
const FORGOTTEN_DAYS = 30;

function describe({ app: subject, credentials }: AppCredentials, judging: Judging): Draft[] {
  const endless = credentials.find(({ expiresAt }) => expiresAt === null);
  if (endless !== undefined) return [{ subject, severity: 'low', message: `${endless.name} has no end` }];
  // Leftovers do not matter here: what counts is the one that lives longest.
  const last = credentials.toSorted(
    (a, b) => (b.expiresAt?.getTime() ?? 0) - (a.expiresAt?.getTime() ?? 0),
  )[0];
  if (last?.expiresAt == null) return [];
  const band = secretBand(last.expiresAt, judging);
  if (band === null) return [];
  const forgotten = daysUntil(last.expiresAt, judging.now) < -FORGOTTEN_DAYS;
  const ended = forgotten ? 'low' : 'high';
  const severity = band === 'critical' ? ended : band;
  return [{ subject, severity, message: `its last ${last.kind} ${sayEnd(last.expiresAt, judging.now)}` }];
}
