import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'leaver-path-broken',
  ref: 'SYN-09',
  title: 'Leavers are not switched off in an application',
  severity: 'high',
  providers: ['okta', 'entra'],
  needs: ['leaverPaths'],
  why: 'Without the mapping of "active", or with deactivation off, a leaver keeps the account for good.',
  fix: 'Restore the mapping and switch deactivation on, then run the known leavers again.',
  permissions: {
    okta: ['okta.apps.read'],
    entra: ['Synchronization.Read.All', 'Application.Read.All'],
  },
  thresholds: {},
  evaluate: ({ leaverPaths }) => {
    if (leaverPaths.length === 0)
      return {
        status: 'not_applicable',
        reason: 'not_applicable',
        sentence: 'no application is provisioned',
      };
    const told = leaverPaths.filter(({ works }) => works !== null).length;
    return {
      findings: leaverPaths.flatMap(({ app, works, because }) => {
        if (works === true) return [];
        return [
          {
            subject: app.name,
            severity: works === null ? ('low' as const) : ('high' as const),
            message: because,
          },
        ];
      }),
      population: `${leaverPaths.length} applications with provisioning`,
      coverage: `${told} of ${leaverPaths.length} tell; whether people out of scope are kept on purpose (SkipOutOfScopeDeletions) needs write rights to read, and is not`,
    };
  },
});
