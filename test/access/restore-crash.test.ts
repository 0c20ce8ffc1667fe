import { expect, it } from 'vitest';
import { verifyAudit } from '../../src/store/audit.ts';
import type { Store } from '../../src/store/open.ts';
import { auditOf } from '../support/approval.ts';
import { crashAt, Killed } from '../support/crash.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { openRestore, putRemoval } from '../support/restore-desk.ts';
import { eachEngine } from '../support/store.ts';

const groups = { admins: ['ada', 'cat'], team: ['old'] };

/**
 * One restore of two people in a process that is killed at a step, once; whoever comes after carries on with what the store
 * holds. True when the process lived to the end: there is no such step any more.
 */
async function live(store: Store, last: number): Promise<boolean> {
  const okta = directoryOfGroups(groups);
  await putRemoval(store, ['ben', 'eve']);
  const calm = openRestore(store, okta);
  const crash = crashAt(last);
  const dying = openRestore(store, okta, { clock: calm.clock, db: store.db.withPlugin(crash.plugin) });
  const made = await calm.restore();
  okta.step = crash.step;
  await dying.run().catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
  });
  okta.step = () => undefined;
  const said = await store.db
    .selectFrom('restore_member')
    .select('account_id')
    .where('status', '=', 'done')
    .execute();
  // Whatever happens, who is said to be there is there.
  for (const { account_id } of said) expect(okta.groups.get('team')?.has(account_id)).toBe(true);
  await calm.pass(10);
  await calm.sweep();

  expect((await calm.now(made)).status).toBe('done');
  expect(okta.changes.toSorted()).toEqual(['+ben', '+eve']);
  expect((await auditOf(store.db)).filter((line) => line.startsWith('restore.')).slice(2)).toEqual([
    'restore.member-done',
    'restore.member-done',
    'restore.done',
  ]);
  expect((await verifyAudit(store.db)).ok).toBe(true);
  return !crash.died();
}

async function clean(store: Store): Promise<void> {
  const tables = [
    'restore',
    'restore_member',
    'approval',
    'guard',
    'message',
    'audit_entry',
    'alert',
    'event',
  ];
  for (const table of tables as 'restore'[]) await store.db.deleteFrom(table).execute();
}

eachEngine(({ open }) => {
  it('loses nobody and adds nobody twice when it is killed at any step', async () => {
    const store = await open();
    let steps = 0;
    for (let last = 1; ; last++) {
      const survived = await live(store, last).catch((error: unknown) => {
        throw new Error(`killed at step ${last}`, { cause: error });
      });
      if (survived) break;
      await clean(store);
      steps = last;
    }

    expect(steps).toBeGreaterThan(30);
  }, 300_000);
});
