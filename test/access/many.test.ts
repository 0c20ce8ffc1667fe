import { expect, it } from 'vitest';
import { endEarly } from '../../src/access/index.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { listGrants } from '../../src/store/grants.ts';
import { carriers, openAccess, people } from '../support/access-desk.ts';
import { principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';
import { until } from '../support/until.ts';

const MANY = 30;
/** Forty seconds. */
const LOOKS = 1600;

eachEngine(({ open, reopen }) => {
  it('gives and takes many at once, by the queues of two replicas', async () => {
    const names = Array.from({ length: MANY }, (_, n) => `p${n}`);
    const okta = directoryOfGroups({ ...people, engineers: names, prod: [] });
    const stores = [await open(), await reopen()];
    const clock = { ...systemClock, advance: () => undefined };
    const desks = stores.map((store) => openAccess(store, okta, { clock }));
    const [store, at] = [stores[0]!, desks[0]!];
    const failed: string[] = [];
    const runners = await Promise.all(
      stores.map(async ({ db, queue }, n) => {
        const counted = carriers.map((name) => [
          name,
          async (...job: Parameters<NonNullable<(typeof at.tasks)[string]>>) => {
            await desks[n]?.tasks[name]?.(...job).catch((error: unknown) => {
              failed.push(String(error));
              throw error;
            });
          },
        ]);
        return await queue.start(
          db,
          { ...desks[n]?.tasks, ...Object.fromEntries(counted) },
          { concurrency: 4 },
        );
      }),
    );
    const all = async (status: 'active' | 'ended') =>
      (await listGrants(store.db, { statuses: [status], limit: 100 })).length === MANY;

    const grants = [];
    for (const name of names) {
      const one = principal(name, { accounts: [`okta:${name}`] });
      grants.push(await at.grant({ requester: one, beneficiary: one }));
    }
    await until(async () => await all('active'), LOOKS);
    expect(okta.groups.get('prod')?.size).toBe(MANY);
    await Promise.all(
      grants.map(async ({ id, subject }, n) => {
        const ask = { grantId: id, by: subject, operator: false, reason: null };
        await endEarly(desks[n % 2]!.tools, ask);
      }),
    );
    await until(async () => await all('ended'), LOOKS);
    await Promise.all(runners.map(async (runner) => await runner.stop()));

    expect(okta.groups.get('prod')?.size).toBe(0);
    expect(okta.changes).toHaveLength(2 * MANY);
    expect(failed).toEqual([]);
    expect((await verifyAudit(store.db)).ok).toBe(true);
  });
});
