import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removedMembers } from '../../src/access/index.ts';
import { findAlert } from '../../src/store/alerts.ts';
import type { Store } from '../../src/store/open.ts';
import type { AccessSubject } from './access-over-http.ts';
import { principal } from './approval.ts';
import { adminsOf, membersOf, openRestore, putRemoval } from './restore-desk.ts';
import { eachEngine } from './store.ts';

/** Putting back what a mass removal took, against a real provider and on its bad days, on both engines. */
export function testRestore(name: string, connect: () => Promise<AccessSubject>): void {
  eachEngine(({ open }) => {
    describe(name, () => {
      let at: AccessSubject;
      let store: Store;

      beforeEach(async () => {
        at = await connect();
        store = await open();
        const { groupId: group, provider, asker } = at;
        await putRemoval(store, [asker.id], { connection: provider.id, group });
      });
      afterEach(async () => await at.close());

      function desk() {
        const { provider, approvers, approver } = at;
        const account = `${provider.id}:${approver.id}`;
        const admin = principal('an-admin', { id: account, email: approver.email, accounts: [account] });
        const opened = openRestore(store, provider, { settings: adminsOf(provider.id, approvers) });
        return { ...opened, restore: async () => await opened.restore(admin) };
      }

      it('adds with one write what was missing, and reads it back', async () => {
        const { restore, run, now } = desk();
        const made = await restore();
        expect([at.holds(), at.writes()]).toEqual([false, 0]);
        await run();

        expect([(await now(made)).status, at.holds(), at.writes()]).toEqual(['done', true, 1]);
      });

      it('takes no second write where the answer was lost', async () => {
        const { restore, pass, now } = desk();
        const made = await restore();
        at.loseAnswer();
        await pass(6);
        expect([(await now(made)).status, at.holds(), at.writes()]).toEqual(['done', true, 1]);
      });

      it('writes nothing where somebody else was faster', async () => {
        const { restore, run, now } = desk();
        const made = await restore();
        at.give();
        await run();
        expect([(await now(made)).status, at.writes()]).toEqual(['done', 0]);
        expect((await membersOf(store))[0]).toContain('was back already');
      });

      it('is never done where done is said and not done', async () => {
        const { restore, pass, now } = desk();
        const made = await restore();
        at.pretend(true);
        await pass(10);
        expect([(await now(made)).status, at.holds()]).toEqual(['running', false]);
        at.pretend(false);
        await pass(6);
        expect([(await now(made)).status, at.holds()]).toEqual(['done', true]);
      });

      it('leaves out a group that cannot be read when it is asked for, and asks nobody', async () => {
        const { ask, tools } = desk();
        at.down(true);
        expect(await ask()).toEqual({ refused: 'left_out' });
        const alert = await findAlert(store.db, 'alert_1');
        if (alert === null) throw new Error('no alert');
        const missing = await removedMembers(tools, alert, { group: at.groupId });
        expect(missing.members).toHaveLength(1);
      }, 120_000);

      it('names who was switched off meanwhile, and a group that is gone', async () => {
        const { restore, run, now } = desk();
        const made = await restore();
        at.deactivate();
        at.deleteGroup();
        await run();
        expect([(await now(made)).status, at.writes()]).toEqual(['incomplete', 0]);
        expect((await membersOf(store))[0]).toContain('failed the group is gone');
      });
    });
  });
}
