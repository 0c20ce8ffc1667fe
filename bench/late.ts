import { againstLoop } from './figure.ts';
import { mustWork, runMeasured } from './process.ts';
import { type Bench, fullSync } from './stage.ts';
import { bareLoop } from './sync.ts';
import { kinds, startTenants } from './tenants.ts';

/** Still far faster than a vendor over the internet. */
const LATE_MS = 20;

/** A full sync against the bare loop where answers take a while, as they do when a directory is not on loopback. */
export default {
  name: 'late',
  run: async ({ people, groups, environment, note }) => {
    const tenants = await startTenants({ people, groups, lateMs: LATE_MS });
    for (const kind of kinds) {
      const bare = await bareLoop(tenants, kind, '');
      const env = environment(tenants, [kind], `late-${kind}`);
      const sync = mustWork('sync of late answers', await runMeasured(fullSync, env));
      const figure = `${kind}: full sync, time against a bare loop, each answer ${LATE_MS} ms later`;
      note(againstLoop(figure, sync.seconds, bare.seconds));
    }
    tenants.stop();
  },
} satisfies Bench;
