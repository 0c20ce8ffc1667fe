import { describe, expect, it } from 'vitest';
import { freshGrant } from '../../src/access/content.ts';
import { watchDrift } from '../../src/access/index.ts';
import type { Obstacle } from '../../src/domain/obstacle.ts';
import { findAlert } from '../../src/store/alerts.ts';
import { verifyAudit } from '../../src/store/audit.ts';
import { insertEvents } from '../../src/store/events.ts';
import { freezeNow, liftFreeze } from '../../src/store/freeze.ts';
import { insertGrant } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { policy } from '../support/access-desk.ts';
import { auditOf, noon, principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { takeDueJob } from '../support/due-jobs.ts';
import { adminsOf, membersOf, moved, openRestore, putRemoval } from '../support/restore-desk.ts';
import { eachEngine } from '../support/store.ts';

const groups = { admins: ['ada', 'cat', 'dan'], team: ['old'], other: [] };
const rule: Obstacle = { kind: 'rule_managed', why: 'the rule Everybody fills it' };

async function addAccounts({ db }: Pick<Store, 'db'>, over: Readonly<Record<string, string>>): Promise<void> {
  for (const [id, status] of Object.entries(over))
    await db
      .insertInto('account')
      .values({
        connection: 'okta',
        id,
        login: `${id}@acme.test`,
        email: `${id}@acme.test`,
        display_name: id,
        status,
        type: 'member',
        synced: 0,
        created_at: null,
        last_sign_in: null,
        generation: 1,
      })
      .execute();
}

const grant = (over: Partial<Parameters<typeof freshGrant>[0]> = {}) =>
  freshGrant({
    status: 'active',
    since: noon,
    createdAt: noon,
    approvalId: null,
    policyId: null,
    connection: 'okta',
    groupId: 'team',
    groupName: 'team',
    accountId: 'ben',
    login: 'ben',
    subject: principal('ben'),
    requestedBy: principal('ben'),
    reason: 'x',
    startsAt: null,
    minutes: 60,
    extends: null,
    expiry: 'bot',
    ...over,
  });

eachEngine(({ open }) => {
  describe('a restore', () => {
    it('puts back who is missing once somebody else approved the list, and reads each back', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben', 'eve', 'fay']);
      await insertEvents(store.db, [moved('member.added', 'eve', { before: 5 })], noon);
      const { restore, run, now } = openRestore(store, okta);
      const made = await restore();
      expect(okta.changes).toEqual([]);
      await run();

      expect(okta.changes).toEqual(['+ben', '+fay']);
      expect(await membersOf(store)).toEqual([
        expect.stringMatching(/^ben done read back at 2099/),
        expect.stringMatching(/^fay done read back at 2099/),
      ]);
      expect((await now(made)).status).toBe('done');
      expect((await findAlert(store.db, 'alert_1'))?.notes.at(-1)?.text).toMatch(
        /^2 memberships are restored/,
      );
      expect((await auditOf(store.db)).filter((line) => line.startsWith('restore.'))).toEqual([
        'restore.asked',
        'restore.started',
        'restore.member-done',
        'restore.member-done',
        'restore.done',
      ]);
      expect((await verifyAudit(store.db)).ok).toBe(true);
    });

    it('is decided neither by who asks nor by who would be put back', async () => {
      const store = await open();
      await putRemoval(store, ['ben', 'dan']);
      const { ask, approve } = openRestore(store, directoryOfGroups(groups));
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);

      expect(await approve(asked.approval, principal('ada'))).toMatchObject({ refused: 'own_request' });
      expect(await approve(asked.approval, principal('dan'))).toMatchObject({ refused: 'beneficiary' });
      expect(await approve(asked.approval, principal('old'))).toMatchObject({ refused: 'not_an_approver' });
      expect(await approve(asked.approval)).toMatchObject({ outcome: 'approved' });
    });

    it('leaves out, and names, groups that may not be changed, who is switched off and who is protected', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      okta.obstacles.set('other', rule);
      await addAccounts(store, { ben: 'active', eve: 'disabled', fay: 'active' });
      const actor = { id: 'mal', kind: 'person', name: 'mal' } as const;
      const offers = [{ action: 'restore-members' as const, on: { actor: 'mal' } }];
      await putRemoval(store, [], { alert: { offers } });
      const gone = ['ben', 'eve', 'fay', 'gus'].map((who) => moved('member.removed', who, { actor }));
      const there = moved('member.removed', 'ben', { actor, group: 'other' });
      await insertEvents(store.db, [...gone, there, moved('member.removed', 'hal')], noon);
      const settings = adminsOf('okta');
      const { ask } = openRestore(store, okta, {
        settings: {
          ...settings,
          breakGlass: [
            {
              connection: 'okta',
              login: 'Fay@acme.test',
              drillDays: 90,
              custodians: [],
              certificateAttestedUntil: null,
            },
          ],
          deactivation: { ...settings.deactivation, protected: ['gus'] },
        },
      });
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);

      expect(asked.plan.members.map(({ login }) => login)).toEqual(['ben@acme.test']);
      expect(asked.plan.leftOut).toEqual([
        {
          groupName: 'other',
          logins: ['ben@acme.test'],
          why: 'the group cannot be changed by Lockstep: the rule Everybody fills it',
        },
        { groupName: 'team', logins: ['eve@acme.test'], why: 'the account is switched off' },
        { groupName: 'team', logins: ['fay@acme.test', 'gus'], why: 'the account is protected' },
      ]);
      expect(asked.approval.content).toMatchObject({ leftOut: asked.plan.leftOut });
    });

    it('names a group that cannot be read, and restores the others', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      const obstacle = okta.memberships.obstacle;
      const half = {
        ...okta,
        memberships: {
          ...okta.memberships,
          obstacle: async (id: string) =>
            id === 'other' ? await Promise.reject(new Error('half of it is down')) : await obstacle(id),
        },
      };
      const offers = [{ action: 'restore-members' as const, on: {} }];
      await putRemoval(store, ['ben'], { alert: { offers } });
      await insertEvents(store.db, [moved('member.removed', 'eve', { group: 'other' })], noon);
      const { ask } = openRestore(store, half);
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);

      expect(asked.plan.members.map(({ login }) => login)).toEqual(['ben']);
      expect(asked.plan.leftOut).toMatchObject([{ groupName: 'other', logins: ['eve'] }]);
    });

    it('is asked for once at a time, and not where nobody is missing or nobody could decide', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben']);
      const { ask, approve, run } = openRestore(store, okta);
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);
      expect(await ask()).toEqual({ refused: 'asked_already' });
      expect(await ask({ round: 0 })).toEqual({ refused: 'already' });
      await approve(asked.approval);
      expect(await ask()).toEqual({ refused: 'asked_already' });
      await run();
      await insertEvents(store.db, [moved('member.added', 'ben', { before: 0 })], noon);
      expect(await ask()).toEqual({ refused: 'nobody_missing' });

      const { ask: askNobody } = openRestore(store, okta, {
        settings: { ...adminsOf('okta'), roles: { viewer: [], operator: [], admin: [] } },
      });
      expect(await askNobody()).toEqual({ refused: 'no_approvers' });
    });

    it('adds nobody any more once it is frozen, also where that was done while the directory was asked', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben']);
      const { ask, approve, run } = openRestore(store, okta);
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);
      await approve(asked.approval, principal('dan'));
      const { has } = okta.memberships;
      Object.assign(okta.memberships, {
        has: async (group: string, account: string) => {
          await freezeNow(store.db, { at: noon, by: 'UEVE', because: 'wait' });
          return await has(group, account);
        },
      });
      await run();
      expect(okta.writes).toEqual([]);
    });

    it('passes the brake of the alerts that its approvers saw, and no other freeze', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben']);
      const at = noon;
      await freezeNow(store.db, { at, by: 'lockstep', because: 'a mass change', alertId: 'alert_1' });
      const { ask, approve, run, clock, pass } = openRestore(store, okta);
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);
      await freezeNow(store.db, { at, by: 'UEVE', because: 'wait' });
      expect(await approve(asked.approval)).toMatchObject({ refused: 'frozen' });
      await liftFreeze(store.db, { at, by: 'UEVE' });
      await freezeNow(store.db, { at, by: 'lockstep', because: 'a mass change', alertId: 'alert_1' });
      const decided = await approve(asked.approval, principal('dan'));
      expect(decided).toMatchObject({ outcome: 'approved' });

      // A brake that came later, and one of a ceiling, hold it.
      await freezeNow(store.db, { at, by: 'lockstep', because: 'another', alertId: 'alert_2' });
      await freezeNow(store.db, { at, by: 'lockstep', because: 'a ceiling' });
      await run();
      expect(okta.writes).toEqual([]);
      await liftFreeze(store.db, { at, by: 'lockstep', alertId: 'alert_2' });
      await pass(2);
      expect(okta.writes).toEqual([]);
      await liftFreeze(store.db, { at: clock.now(), by: 'UADA' });
      await freezeNow(store.db, { at, by: 'lockstep', because: 'a mass change', alertId: 'alert_1' });
      await pass(2);
      expect(okta.changes).toEqual(['+ben']);
      const row = await store.db.selectFrom('restore').selectAll().executeTakeFirstOrThrow();
      expect(row.status).toBe('done');
    });

    it('never says done where done is said and not done: it is tried on, and named in the end', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben']);
      const { restore, pass, now } = openRestore(store, okta);
      const made = await restore();
      okta.pretends = true;
      await pass(10);
      expect((await now(made)).status).toBe('running');
      await pass(30);

      expect((await now(made)).status).toBe('incomplete');
      expect(await membersOf(store)).toEqual([
        'ben failed the directory took it, but does not list the member',
      ]);
    });

    it('waits for a directory that is down, and for one that lags', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben', 'eve']);
      const { restore, pass, now } = openRestore(store, okta);
      const made = await restore();
      okta.down.add('*');
      await pass(120);
      expect((await now(made)).waits).toBe('okta does not answer');
      okta.down.delete('*');
      okta.lag(true);
      await pass(6);
      expect((await now(made)).status).toBe('running');
      okta.lag(false);
      await pass(6);

      expect((await now(made)).status).toBe('done');
      expect(okta.changes).toEqual(['+ben', '+eve']);
    });

    it('gives up a day later, and names everybody who was not put back', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben', 'eve']);
      const { restore, pass, now } = openRestore(store, okta);
      const made = await restore();
      okta.down.add('*');
      await pass(25 * 60);

      expect((await now(made)).status).toBe('incomplete');
      expect(await membersOf(store)).toEqual([
        expect.stringMatching(/^ben failed it took too long: okta does not answer/),
        expect.stringMatching(/^eve failed it took too long: okta does not answer/),
      ]);
    });

    it('leaves out who was switched off or protected, or whose group a rule fills, between the yes and the write', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      const offers = [{ action: 'restore-members' as const, on: {} }];
      await putRemoval(store, ['ben', 'eve'], { alert: { offers } });
      await insertEvents(store.db, [moved('member.removed', 'fay', { group: 'other' })], noon);
      await insertEvents(store.db, [moved('member.removed', 'gus')], noon);
      const settings = adminsOf('okta');
      const { restore, run, now } = openRestore(store, okta, { settings });
      const made = await restore();
      okta.disabled.add('ben');
      okta.gone.add('eve');
      okta.obstacles.set('other', rule);
      Object.assign(settings.deactivation, { protected: ['GUS'] });
      await run();

      expect(okta.writes).toEqual([]);
      expect(await membersOf(store)).toEqual([
        'fay failed the group cannot be changed by Lockstep: the rule Everybody fills it',
        'ben skipped the account is disabled',
        'eve skipped the account is gone',
        'gus skipped the account is protected',
      ]);
      expect((await now(made)).status).toBe('incomplete');
    });

    it('gives nobody for good what a grant had given for a time', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben', 'eve']);
      const ended = { ...grant({ status: 'ended' }), heldBefore: false, removedAt: noon };
      await insertGrant(store.db, ended);
      const { ask, approve, run } = openRestore(store, okta);
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);
      expect(asked.plan.leftOut).toMatchObject([
        { logins: ['ben'], why: 'Lockstep took it: its grant is over' },
      ]);
      // And where it ends only after the yes.
      await approve(asked.approval);
      await insertGrant(store.db, { ...ended, id: 'grant_2', accountId: 'eve' });
      await run();

      expect(okta.writes).toEqual([]);
      expect(await membersOf(store)).toEqual(['eve skipped Lockstep took it: its grant is over']);
    });

    it('keeps for good what was there for good, also where a grant bridged the gap meanwhile', async () => {
      const store = await open();
      const okta = directoryOfGroups({ ...groups, team: ['old', 'ben'] });
      await putRemoval(store, ['ben']);
      const bridge = { ...grant(), heldBefore: false, grantedAt: noon, writtenAt: noon };
      await insertGrant(store.db, bridge);
      const { restore, run } = openRestore(store, okta);
      await restore();
      await run();

      expect(okta.writes).toEqual([]);
      expect(await membersOf(store)).toEqual([expect.stringMatching(/^ben done was back already, read/)]);
      const row = await store.db
        .selectFrom('access_grant')
        .select('held_before')
        .where('id', '=', bridge.id)
        .executeTakeFirstOrThrow();
      expect(row.held_before).toBe(1);
    });

    it('is no change that somebody else made: a policy that takes such changes back leaves it alone', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben']);
      const reverts = { ...policy, groups: ['team'], drift: 'revert' as const };
      const settings = {
        ...adminsOf('okta'),
        access: { policies: [reverts], deny: [], separation: [], delegates: [] },
      };
      const { tools, restore, run, clock } = openRestore(store, okta, { settings });
      await watchDrift(tools, okta);
      await restore();
      await run();
      clock.advance(60_000);
      const back = moved('member.added', 'ben', { before: 0 });
      const stranger = moved('member.added', 'mal', { before: 0 });
      await insertEvents(store.db, [back, stranger], clock.now());

      expect(await watchDrift(tools, okta)).toBe(1);
    });

    it('changes nothing in a dry run', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      await putRemoval(store, ['ben']);
      const { restore, run } = openRestore(store, okta, { settings: { ...adminsOf('okta'), dryRun: true } });
      await restore();
      await run();

      expect(okta.writes).toEqual([]);
      expect(await membersOf(store)).toEqual([expect.stringMatching(/^ben skipped dry run/)]);
    });

    it('lists two thousand at most, and says that there are more', async () => {
      const store = await open();
      await putRemoval(
        store,
        Array.from({ length: 2100 }, (_, i) => `u${i}`),
      );
      const asked = await openRestore(store, directoryOfGroups(groups), { settings: adminsOf('okta') }).ask();
      if ('refused' in asked) throw new Error(asked.refused);

      expect([asked.plan.members.length, asked.plan.cutOff]).toEqual([2000, true]);
    });

    it('carries out a long list, whatever the ceiling of grants is, and carries on without its job', async () => {
      const store = await open();
      const okta = directoryOfGroups(groups);
      const many = Array.from({ length: 120 }, (_, i) => `u${i}`);
      await putRemoval(store, many);
      const { ask, approve, run, sweep, clock } = openRestore(store, okta, {
        settings: { ...adminsOf('okta'), limits: { ...adminsOf('okta').limits, grantsPerHour: 1 } },
      });
      const asked = await ask();
      if ('refused' in asked) throw new Error(asked.refused);
      await approve(asked.approval);
      await takeAllJobs(store);
      await run();
      expect(okta.changes).toEqual([]);
      clock.advance(10 * 60_000);
      await sweep();

      expect(okta.groups.get('team')?.size).toBe(121);
      const row = await store.db.selectFrom('restore').selectAll().executeTakeFirstOrThrow();
      expect(row.status).toBe('done');
    });
  });
});

/** The queue loses what it holds. */
async function takeAllJobs(store: Store): Promise<void> {
  while ((await takeDueJob(store, noon, ['restore-members'])) !== null);
}
