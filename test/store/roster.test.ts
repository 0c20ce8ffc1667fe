import { expect, it } from 'vitest';
import { refreshRoster } from '../../src/detections/follow.ts';
import { silentLog } from '../../src/lib/log.ts';
import { readRoster } from '../../src/store/roster.ts';
import { openEntraProvider } from '../providers/entra-connection.ts';
import { eachEngine } from '../support/store.ts';
import { watchTools } from '../support/watch.ts';

eachEngine(({ open }) => {
  it('learns who is an administrator where it may not see who may become one', async () => {
    const store = await open();
    const { provider, forbid, close } = await openEntraProvider();
    forbid('watcher', /^PrivilegedEligibility/);
    await refreshRoster({ ...watchTools(store), log: silentLog }, provider);
    await close();

    expect((await readRoster(store.db, 'entra'))?.admins.size).toBeGreaterThan(0);
  });
});
