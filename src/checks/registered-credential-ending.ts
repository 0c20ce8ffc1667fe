import type { Registered } from '../domain/credential.ts';
import { sayEnd, secretBand, secretBands } from '../domain/expiry.ts';
import type { AppName } from '../domain/provisioning.ts';
import { type Draft, defineCheck, type Judging } from './check.ts';

export default defineCheck({
  id: 'registered-credential-ending',
  ref: 'CRD-07',
  title: 'A registered credential ends, or one that should be registered is not',
  severity: 'medium',
  providers: ['okta', 'entra'],
  needs: ['registeredCredentials', 'keyedApps'],
  why: "Atlassian's SCIM keys live one year, no API tells their end and nobody is told: the list is all there is.",
  fix: 'Have the provisioning page open, make the new key (the old one dies at once), paste it, test the connection, and write the new date under credentials.',
  permissions: { okta: ['okta.apps.read'], entra: ['Synchronization.Read.All', 'Application.Read.All'] },
  thresholds: secretBands,
  evaluate: ({ registeredCredentials, keyedApps }, judging) => {
    const { apps, unread } = keyedApps;
    const findings = [
      ...registeredCredentials.flatMap((registered) => describe(registered, judging)),
      ...apps.filter((app) => !registeredCredentials.some((each) => isOf(each, app))).map(unregistered),
    ];
    // What is registered is told of in any case; that nothing is missing cannot be said.
    if (findings.length === 0 && unread !== null)
      return {
        status: 'not_evaluated',
        reason: 'evidence_incomplete',
        sentence: `which applications have such a key could not be read: ${unread}`,
      };
    if (registeredCredentials.length === 0 && apps.length === 0)
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: 'no application is known to have such a key, and none is registered under credentials',
      };
    return {
      findings,
      population: `${registeredCredentials.length} registered credentials`,
      ...(unread === null ? {} : { coverage: `what is not registered could not be read: ${unread}` }),
    };
  },
});

function describe({ name: subject, expiresAt, owner }: Registered, judging: Judging): Draft[] {
  const band = secretBand(expiresAt, judging);
  if (band === null) return [];
  return [{ subject, severity: band, message: `it ${sayEnd(expiresAt, judging.now)}; ${owner} renews it` }];
}

function isOf({ app, name }: Registered, { name: wanted }: AppName): boolean {
  if (app !== null) return app.toLowerCase() === wanted.toLowerCase();
  // Without the label of its application a name like "Atlassian SCIM key" must do.
  const [maker = wanted] = wanted.toLowerCase().split(' ');
  return name.toLowerCase().includes(maker);
}

function unregistered({ name: subject }: AppName): Draft {
  return {
    subject,
    severity: 'critical',
    message: 'its key ends within a year and no date is registered: write it under credentials',
  };
}
