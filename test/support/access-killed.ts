import assert from 'node:assert/strict';
import { verifyAudit } from '../../src/store/audit.ts';
import { grantOfApproval } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people } from './access-desk.ts';
import { auditOf } from './approval.ts';
import { crashAt, Killed } from './crash.ts';
import { directoryOfGroups } from './directory-of-groups.ts';

/** Which half of its life a grant is in when its process is killed. */
type Phase = 'giving' | 'taking';

/** Longer than the pause after which another process takes over, and shorter than any end. */
const A_WHILE = 10;

/**
 * One grant from the ask to its end, in a process that is killed at a step, once. Whoever comes after carries on with
 * what the store holds. True when the process lived to the end: there is no such step any more.
 */
async function live(store: Store, last: number, phase: Phase): Promise<boolean> {
  const okta = directoryOfGroups(people);
  const calm = openAccess(store, okta);
  const crash = crashAt(last);
  const dying = openAccess(store, okta, { clock: calm.clock, db: store.db.withPlugin(crash.plugin) });
  const watched = async (): Promise<void> => {
    const grant = await grantOfApproval(store.db, approvalId);
    // Whatever happens, what is said to be there is there.
    if (grant?.status === 'active') assert(okta.groups.get('prod')?.has('ben'));
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
  assert.partialDeepStrictEqual(grant, { status: 'active', heldBefore: false });
  assert.deepEqual(okta.changes, ['+ben']);

  await calm.pass(61 - A_WHILE - 2);
  calm.clock.advance(3 * 60_000);
  if (phase === 'taking') await die(async () => await dying.run());
  await calm.pass(A_WHILE + 5);
  assert.partialDeepStrictEqual(await grantOfApproval(store.db, approvalId), { status: 'ended' });
  assert.equal(okta.groups.get('prod')?.has('ben'), false);
  assert.deepEqual(okta.changes, ['+ben', '-ben']);
  const told = (await auditOf(store.db)).filter((line) => /^grant\.(active|ended|failed)$/.test(line));
  assert.deepEqual(told, ['grant.active', 'grant.ended']);
  assert((await verifyAudit(store.db)).ok);
  return !crash.died();
}

/** The same, killed once at each step there is. Answers how many there are; throws what went wrong, and where. */
export async function liveThroughEveryKill(store: Store, phase: Phase): Promise<number> {
  for (let last = 1; ; last++) {
    for (const table of ['access_grant', 'approval', 'guard', 'message', 'audit_entry'] as const)
      await store.db.deleteFrom(table).execute();
    const survived = await live(store, last, phase).catch((error: unknown) => {
      throw new Error(`killed at step ${last} of ${phase}`, { cause: error });
    });
    if (survived) return last - 1;
  }
}
