import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../src/config/config.ts';
import type { Principal } from '../../src/domain/principal.ts';
import type { Provider } from '../../src/providers/provider.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, policy, settingsOf, wishOf } from './access-desk.ts';
import { principal } from './approval.ts';
import { eachEngine } from './store.ts';

/** A provider over its stand-in, one group and three people of the story, and what can go wrong. */
export interface AccessSubject {
  readonly provider: Provider;
  readonly groupId: string;
  readonly groupName: string;
  /** May ask, and is not in the group. */
  readonly asker: { readonly id: string; readonly email: string };
  /** A group with the asker in it, and one with the approver. */
  readonly askers: string;
  readonly approvers: string;
  readonly approver: { readonly id: string; readonly email: string };
  readonly holds: () => boolean;
  /** Requests so far that would change a membership. */
  readonly writes: () => number;
  readonly give: () => void;
  readonly take: () => void;
  readonly rename: (name: string) => void;
  readonly deleteGroup: () => void;
  readonly deactivate: () => void;
  readonly pretend: (on: boolean) => void;
  readonly lag: (on: boolean) => void;
  readonly down: (on: boolean) => void;
  /** The next change is carried out, and its answer is lost. */
  readonly loseAnswer: () => void;
  readonly close: () => Promise<void>;
}

/** From the ask to the end against a real provider, on its bad days, on both engines. */
export function testAccess(name: string, connect: () => Promise<AccessSubject>): void {
  eachEngine(({ open }) => {
    describe(name, () => {
      let at: AccessSubject;
      let store: Store;

      beforeEach(async () => {
        at = await connect();
        store = await open();
      });
      afterEach(async () => await at.close());

      const one = ({ id, email }: { readonly id: string; readonly email: string }): Principal => {
        const account = `${at.provider.id}:${id}`;
        return principal(email.split('@')[0] ?? '', { id: account, email, accounts: [account] });
      };

      function desk() {
        const connection = at.provider.id;
        const settings: Settings = settingsOf({
          access: {
            policies: [
              {
                ...policy,
                connection,
                groups: [at.groupId],
                requesters: [{ connection, group: at.askers }],
                stages: policy.stages.map((stage) => ({
                  ...stage,
                  by: [{ kind: 'group' as const, connection, group: at.approvers }],
                })),
              },
            ],
            deny: [],
            separation: [],
            delegates: [],
          },
        });
        const opened = openAccess(store, at.provider, { settings });
        const asker = one(at.asker);
        const wish = { connection, group: at.groupName, requester: asker, beneficiary: asker };
        return {
          ...opened,
          wish: wishOf(wish),
          grant: async () => await opened.grant(wish, one(at.approver)),
        };
      }

      it('is given and taken, each with one write', async () => {
        const { grant, now, pass } = desk();
        const made = await grant();
        expect(at.holds()).toBe(false);
        await pass(1);
        expect([(await now(made)).status, at.holds(), at.writes()]).toEqual(['active', true, 1]);
        await pass(61);
        expect([(await now(made)).status, at.holds(), at.writes()]).toEqual(['ended', false, 2]);
      });

      it('takes no second write where the answers to both were lost', async () => {
        const { grant, now, pass } = desk();
        const made = await grant();
        at.loseAnswer();
        await pass(1);
        expect([(await now(made)).status, at.writes()]).toEqual(['active', 1]);
        at.loseAnswer();
        await pass(61);
        expect([(await now(made)).status, at.holds(), at.writes()]).toEqual(['ended', false, 2]);
      });

      it('is never active where done is said and not done, nor ended', async () => {
        const { grant, now, pass } = desk();
        at.pretend(true);
        const made = await grant();
        await pass(10);
        expect([(await now(made)).status, at.holds()]).toEqual(['granting', false]);
        at.pretend(false);
        await pass(6);
        expect([(await now(made)).status, at.holds()]).toEqual(['active', true]);

        at.pretend(true);
        await pass(65);
        expect([(await now(made)).status, at.holds()]).toEqual(['revoking', true]);
        at.pretend(false);
        await pass(6);
        expect([(await now(made)).status, at.holds()]).toEqual(['ended', false]);
      });

      it('waits for lists that lag', async () => {
        const { grant, now, pass } = desk();
        at.lag(true);
        const made = await grant();
        await pass(3);
        expect([(await now(made)).status, at.holds()]).toEqual(['granting', true]);
        at.lag(false);
        await pass(6);
        expect((await now(made)).status).toBe('active');
      });

      it('is taken late, but is taken, where the directory was down at the end', async () => {
        const { grant, now, pass, clock, run } = desk();
        const made = await grant();
        await pass(1);
        at.down(true);
        clock.advance(61 * 60_000);
        // One try: the provider itself tries for a while.
        await run();
        expect([(await now(made)).status, at.holds()]).toEqual(['revoking', true]);
        at.down(false);
        await pass(6);
        expect([(await now(made)).status, at.holds()]).toEqual(['ended', false]);
      }, 120_000);

      it('follows the group through a new name, and ends with the group', async () => {
        const { ask, approve, pass, wish, clock } = desk();
        const asked = await ask(wish);
        if (!('outcome' in asked)) throw new Error(asked.refused);
        at.rename('Another name');
        await approve(asked.approval, one(at.approver));
        await pass(1);
        expect(at.holds()).toBe(true);
        at.deleteGroup();
        clock.advance(61 * 60_000);
        await pass(1);
        expect(await statuses(store)).toEqual(['ended the group is gone']);
      });

      it('gives nothing where the group is gone, or the account deactivated, when it was approved', async () => {
        const { grant, pass } = desk();
        await grant();
        at.deactivate();
        await pass(1);
        expect(at.writes()).toBe(0);
        expect(await statuses(store)).toEqual([expect.stringMatching(/^failed the account is disabled/)]);
      });

      it('does not take what somebody else gave between the ask and the grant', async () => {
        const { grant, pass } = desk();
        await grant();
        at.give();
        await pass(62);
        expect([at.holds(), at.writes()]).toEqual([true, 0]);
      });

      it('is noticed where somebody took the member out', async () => {
        const { grant, now, pass, clock, sweep } = desk();
        const made = await grant();
        await pass(1);
        at.take();
        clock.advance(31 * 60_000);
        await sweep();
        expect((await now(made)).missingAt).not.toBeNull();
        await pass(40);
        expect((await now(made)).status).toBe('ended');
      });
    });
  });
}

async function statuses({ db }: Store): Promise<string[]> {
  const rows = await db.selectFrom('access_grant').select(['status', 'ended_because']).execute();
  return rows.map(({ status, ended_because }) => `${status} ${(ended_because ?? '').split('; ').at(-1)}`);
}
