import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'integration-credential-refused',
  ref: 'SYN-13',
  title: "An application refuses Okta's credentials",
  severity: 'high',
  providers: ['okta'],
  needs: ['troubles'],
  why: 'Nothing reaches the application any more: no joiner, no leaver, no group.',
  fix: 'Authorise the API credentials of the application again; for Atlassian make a new SCIM key and paste it at once.',
  permissions: { okta: ['okta.logs.read', 'okta.apps.read'] },
  thresholds: {},
  evaluate: ({ troubles }) => {
    const refused = troubles.filter(({ kind }) => kind === 'credentials');
    return {
      // Only a later success of the same application heals it: a saved configuration does not.
      findings: refused
        .filter(({ healed }) => !healed)
        .map(({ app, at, count, because }) => ({
          subject: app.name,
          message: `refused ${count} times in 24 hours, last ${at.toISOString()}${because === null ? '' : `: ${because}`}`,
        })),
      population: `the log of 24 hours; healed: ${refused.filter(({ healed }) => healed).length}`,
    };
  },
});
