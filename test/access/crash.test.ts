import { expect, it } from 'vitest';
import { verifyAudit } from '../../src/store/audit.ts';
import { grantOfApproval } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people } from '../support/access-desk.ts';
import { auditOf } from '../support/approval.ts';
import { crashAt, Killed } from '../support/crash.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

/** Longer than the pause after which another process takes over, and shorter than any end. */
const A_WHILE = 10;

/**
 * One grant from the ask to its end, in a process that is killed at a step, once. Whoever comes after carries on with
 * what the store holds. True when the process lived to the end: there is no such step any more.
 */
async function live(store: Store, last: number, phase: 'giving' | 'taking'): Promise<boolean> {
  const okta = directoryOfGroups(people);
  const calm = openAccess(store, okta);
  const crash = crashAt(last);
  const dying = openAccess(store, okta, { clock: calm.clock, db: store.db.withPlugin(crash.plugin) });
  const watched = async (): Promise<void> => {
    const grant = await grantOfApproval(store.db, approvalId);
    // Whatever happens, what is said to be there is there.
    if (grant?.status === 'active') expect(okta.groups.get('prod')?.has('ben')).toBe(true);
  };
  const die = async (work: () => Promise<unknown>): Promise<void> => {
    okta.step = crash.step;
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
    } finally {
      okta.step = () => undefined;
    }
    await watched();
  };
  const asked = await calm.ask();
  if (!('outcome' in asked)) throw new Error(asked.refused);
  const approvalId = asked.approval.id;
  await calm.approve(asked.approval);
  if (phase === 'giving') await die(async () => await dying.run());
  await calm.pass(A_WHILE);
  await watched();
  const grant = await grantOfApproval(store.db, approvalId);
  expect(grant).toMatchObject({ status: 'active', heldBefore: false });
  expect(okta.changes).toEqual(['+ben']);

  await calm.pass(61 - A_WHILE - 2);
  calm.clock.advance(3 * 60_000);
  if (phase === 'taking') await die(async () => await dying.run());
  await calm.pass(A_WHILE + 5);
  expect(await grantOfApproval(store.db, approvalId)).toMatchObject({ status: 'ended' });
  expect(okta.groups.get('prod')?.has('ben')).toBe(false);
  expect(okta.changes).toEqual(['+ben', '-ben']);
  expect((await auditOf(store.db)).filter((line) => /^grant\.(active|ended|failed)$/.test(line))).toEqual([
    'grant.active',
    'grant.ended',
  ]);
  expect((await verifyAudit(store.db)).ok).toBe(true);
  return !crash.died();
}

async function clean(store: Store): Promise<void> {
  for (const table of ['access_grant', 'approval', 'guard', 'message', 'audit_entry'] as const)
    await store.db.deleteFrom(table).execute();
}

eachEngine(({ open }) => {
  it.each(['giving', 'taking'] as const)(
    'loses nothing, doubles nothing and leaves nothing on when it is killed at any step of %s',
    async (phase) => {
      const store = await open();
      let steps = 0;
      for (let last = 1; ; last++) {
        const survived = await live(store, last, phase).catch((error: unknown) => {
          throw new Error(`killed at step ${last} of ${phase}`, { cause: error });
        });
        if (survived) break;
        await clean(store);
        steps = last;
      }

      expect(steps).toBeGreaterThan(20);
    },
    300_000,
  );
});
