import { defineCheck } from './check.ts';

export default defineCheck({
  id: 'import-failing',
  ref: 'SYN-16',
  title: 'An import into Okta fails',
  severity: 'medium',
  providers: ['okta'],
  needs: ['troubles'],
  why: 'One bad record stops a whole import, and with it every joiner and leaver of that day.',
  fix: 'Correct the record that is named, and run the import again.',
  permissions: { okta: ['okta.logs.read', 'okta.apps.read'] },
  thresholds: {},
  evaluate: ({ troubles }) => {
    // A roadblock stops all imports: it is told of once, where the guard against mass deletion is.
    const blocked = troubles.some(({ kind, healed }) => kind === 'roadblock' && !healed);
    const failed = troubles.filter(({ kind, healed }) => kind === 'import' && !healed);
    return {
      findings: blocked
        ? []
        : failed.map(({ app, at, because, source }) => ({
            subject: app.name,
            severity: source ? ('high' as const) : ('medium' as const),
            message: `its import failed, last ${at.toISOString()}${because === null ? '' : `: ${because}`}${source ? "; people's profiles come from it" : ''}`,
          })),
      population: blocked
        ? `the log of 24 hours; ${failed.length} failures follow from imports that wait for a decision`
        : 'the log of 24 hours',
    };
  },
});
