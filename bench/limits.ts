import { mirrorRows, rowsAgainst, sameRows } from './mirror.ts';
import { mustWork, runMeasured } from './process.ts';
import { type Bench, fullSync } from './stage.ts';
import { kinds, startTenants } from './tenants.ts';

/** More groups than Okta lets one token list in a minute, so that a window has to be waited for; more would take longer and say the same. */
const SIZE = { people: 4000, groups: 300, limits: true };

/** A full sync while the stand-ins limit rates and concurrency as the vendors do: slower, and as complete. */
export default {
  name: 'limits',
  run: async ({ environment, note }) => {
    const tenants = await startTenants(SIZE);
    for (const kind of kinds) {
      const env = environment(tenants, [kind], `limited-${kind}`);
      const sync = mustWork('sync under limits', await runMeasured(fullSync, env));
      const { [kind]: requests } = await tenants.requests();
      const rows = await mirrorRows(env, kind);
      const truth = tenants.rows[kind];
      note({
        figure: `${kind}: full sync of ${SIZE.people} people with the vendor's limits on`,
        measured: `${rowsAgainst(rows, truth)}; ${requests} requests in ${sync.seconds.toFixed(0)} s`,
        goal: 'all of them',
        met: sameRows(rows, truth),
      });
    }
    tenants.stop();
  },
} satisfies Bench;
