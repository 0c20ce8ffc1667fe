import { expect, it } from 'vitest';
import { adoptMembership, revertMembership } from '../../src/access/index.ts';
import { closeForLeavers } from '../../src/access/leaver.ts';
import { type DirectoryEvent, memberAdded, memberRemoved } from '../../src/domain/event.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { listApprovals } from '../../src/store/approvals.ts';
import { findDrift } from '../../src/store/drifts.ts';
import { insertEvents } from '../../src/store/events.ts';
import { listGrants } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people, policy, settingsOf, wishOf } from '../support/access-desk.ts';
import { auditOf, principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

const cat = principal('cat', { accounts: ['okta:cat'] });
const glass = {
  connection: 'okta',
  login: 'Eve@acme.test',
  drillDays: 90,
  custodians: [],
  certificateAttestedUntil: null,
};

function desk(
  store: Store,
  drift: 'ask' | 'adopt' | 'revert' = 'ask',
  over: Parameters<typeof settingsOf>[0] = {},
) {
  const okta = directoryOfGroups(people);
  const access = { policies: [{ ...policy, drift }], deny: [], separation: [], delegates: [] };
  const opened = openAccess(store, okta, { settings: settingsOf({ access, ...over }) });
  /** Somebody did it in the vendor's console, and the log told of it. */
  const byHand = async (name: string, who: string, over: Partial<DirectoryEvent> = {}): Promise<string> => {
    const members = okta.groups.get('prod');
    if (name === memberAdded) members?.add(who);
    else members?.delete(who);
    const id = `${name}:${who}:${opened.clock.now().toISOString()}`;
    const event: DirectoryEvent = {
      connection: 'okta',
      kind: 'okta',
      feed: 'mirror',
      id,
      at: opened.clock.now(),
      name,
      outcome: 'success',
      reason: null,
      actor: { id: 'root', kind: 'person', name: 'root@acme.test' },
      targets: [
        { kind: 'group', id: 'prod', name: 'prod' },
        { kind: 'account', id: who, name: `${who}@acme.test` },
      ],
      changes: [],
      detail: {},
      ...over,
    };
    await insertEvents(store.db, [event], opened.clock.now());
    return id;
  };
  return { okta, byHand, isIn: (who: string) => okta.groups.get('prod')?.has(who) === true, ...opened };
}

async function messages({ db }: Store, kind: string): Promise<string[]> {
  const rows = await db.selectFrom('message').select('id').where('kind', '=', kind).orderBy('id').execute();
  return rows.map(({ id }) => id);
}

/** The directory as the mirror knows it. */
async function mirror({ db }: Store, accounts: Readonly<Record<string, string>>): Promise<void> {
  await db.deleteFrom('account').execute();
  for (const [id, status] of Object.entries(accounts)) {
    const row = { connection: 'okta', id, login: `${id}@acme.test`, email: null, display_name: id, status };
    const rest = { type: 'member', synced: 0, created_at: null, last_sign_in: null, generation: 1 };
    await db
      .insertInto('account')
      .values({ ...row, ...rest })
      .execute();
  }
}

eachEngine(({ open }) => {
  it('reminds once, while there is time left', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    await at.pass(44);
    await at.sweep();
    expect(await messages(store, 'grant-reminder')).toEqual([]);
    await at.pass(2);
    await at.sweep();
    await at.sweep();
    expect(await messages(store, 'grant-reminder')).toEqual([`grant-reminder:${grant.id}`]);
    expect((await at.now(grant)).remindedAt).toEqual(at.clock.now());
  });

  it('tells of a member that somebody else added, once, and not of its own', async () => {
    const store = await open();
    const at = desk(store);
    await at.grant();
    await at.pass(1);
    const token = { id: 'bot', kind: 'token' as const, name: 'lockstep' };
    await at.byHand(memberAdded, 'ben', { actor: token });
    const id = await at.byHand(memberAdded, 'eve');
    await at.sweep();
    await at.sweep();

    expect(await messages(store, 'drift')).toEqual([`drift:okta:${id}`]);
    expect(await findDrift(store.db, 'okta', id)).toMatchObject({ mode: 'ask', outcome: null });
    expect(at.isIn('eve')).toBe(true);
  });

  it('tells of what a person did to a membership of its own, however soon after its own write', async () => {
    const store = await open();
    const at = desk(store);
    await at.grant();
    await at.pass(1);
    const id = await at.byHand(memberAdded, 'ben');
    await at.sweep();

    expect(await messages(store, 'drift')).toEqual([`drift:okta:${id}`]);
  });

  it('adopts what was added: it has a reason and an end from then on', async () => {
    const store = await open();
    const at = desk(store);
    const id = await at.byHand(memberAdded, 'eve');
    await at.sweep();
    const ask = { connection: 'okta', eventId: id, by: cat, reason: 'was agreed', minutes: 30 };
    expect(await adoptMembership(at.tools, ask)).toMatchObject({ outcome: 'adopted' });
    expect(await adoptMembership(at.tools, ask)).toEqual({ refused: 'already' });
    await at.pass(29);
    expect(at.isIn('eve')).toBe(true);
    await at.pass(2);

    expect(at.isIn('eve')).toBe(false);
    expect(await listGrants(store.db, { statuses: ['ended'], limit: 9 })).toMatchObject([
      { reason: 'was agreed', approvalId: null },
    ]);
  });

  it('reverts by itself where the policy says so, never what a rule added, and never a removal', async () => {
    const store = await open();
    const at = desk(store, 'revert');
    const id = await at.byHand(memberAdded, 'eve');
    await at.sweep();
    expect([at.isIn('eve'), (await findDrift(store.db, 'okta', id))?.outcome]).toEqual([false, 'reverted']);

    const removed = await at.byHand(memberRemoved, 'old');
    await at.sweep();
    expect(at.isIn('old')).toBe(false);
    expect(await findDrift(store.db, 'okta', removed)).toMatchObject({ mode: 'ask', outcome: null });

    at.okta.obstacles.set('prod', { kind: 'rule_managed', why: 'the rule Engineers fills it' });
    const ruled = await at.byHand(memberAdded, 'ada');
    await at.sweep();
    expect([at.isIn('ada'), (await findDrift(store.db, 'okta', ruled))?.outcome]).toEqual([true, null]);
    const ask = { connection: 'okta', eventId: ruled, by: cat, reason: 'out' };
    expect(await revertMembership(at.tools, ask)).toEqual({ refused: 'rule_managed' });
  });

  it.each(['eve', 'root'])(
    'lets an operator revert a change that is their own (%s), and never adopt it',
    async (who) => {
      const store = await open();
      const at = desk(store);
      const id = await at.byHand(memberAdded, 'eve');
      await at.sweep();
      const own = principal(`${who}-in-slack`, { accounts: [`okta:${who}`] });
      const ask = { connection: 'okta', eventId: id, by: own, reason: 'because I can', minutes: null };
      expect(await adoptMembership(at.tools, ask)).toEqual({ refused: 'own' });
      expect(await auditOf(store.db)).toContain('drift.refused own');
      expect(await findDrift(store.db, 'okta', id)).toMatchObject({ outcome: null });

      expect(await revertMembership(at.tools, ask)).toMatchObject({ outcome: 'reverted' });
      await at.run();
      expect(at.isIn('eve')).toBe(false);
    },
  );

  it('takes no break-glass account out of a group, whatever the policy says about changes', async () => {
    const store = await open();
    const at = desk(store, 'revert', { breakGlass: [glass] });
    const id = await at.byHand(memberAdded, 'eve');
    await at.sweep();
    expect([at.isIn('eve'), at.okta.writes]).toEqual([true, []]);
    expect(await findDrift(store.db, 'okta', id)).toMatchObject({ outcome: null });
    const ask = { connection: 'okta', eventId: id, by: cat, reason: 'out' };
    expect(await revertMembership(at.tools, ask)).toEqual({ refused: 'protected' });
    expect(await adoptMembership(at.tools, { ...ask, minutes: 30 })).toEqual({ refused: 'protected' });
  });

  it('closes what a leaver has and has asked for, but believes no mirror alone', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    await at.pass(1);
    const ada = wishOf({
      requester: { id: 'okta:ada', email: 'ada@acme.test', name: 'ada', accounts: ['okta:ada'] },
      beneficiary: { id: 'okta:ada', email: 'ada@acme.test', name: 'ada', accounts: ['okta:ada'] },
    });
    await at.ask(ada);
    at.clock.advance(31 * MINUTE_MS);
    await mirror(store, { ada: 'disabled', ben: 'disabled' });
    await at.sweep();
    expect((await at.now(grant)).status).toBe('active');
    expect(await listApprovals(store.db, { statuses: ['pending'], limit: 9 })).toHaveLength(1);

    at.okta.disabled.add('ben').add('ada');
    await at.sweep();
    expect(await at.now(grant)).toMatchObject({
      status: 'ended',
      endedBecause: 'the account was deactivated',
    });
    expect(at.isIn('ben')).toBe(false);
    expect(await listApprovals(store.db, { statuses: ['cancelled'], limit: 9 })).toMatchObject([
      { because: 'the account was deactivated' },
    ]);
  });

  it('ends nothing of somebody whom the directory cannot be asked about', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant({ minutes: 240 });
    await at.pass(1);
    await mirror(store, { ben: 'disabled' });
    at.clock.advance(31 * MINUTE_MS);
    at.okta.down.add('*');

    expect(await closeForLeavers(at.tools, at.okta)).toBe(0);
    expect((await at.now(grant)).status).toBe('active');
  });

  const LATER = 31;
  const alarmed = async ({ db }: Store): Promise<string[]> => {
    const rows = await db.selectFrom('alert').select('detection').execute();
    return rows.map(({ detection }) => detection);
  };
  const ended = async (at: ReturnType<typeof desk>) => {
    const grant = await at.grant();
    await at.pass(62);
    expect((await at.now(grant)).status).toBe('ended');
    return grant;
  };

  it('looks once more at what ended, and alerts where the member is there after all', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await ended(at);
    at.okta.groups.get('prod')?.add('ben');
    await at.sweep();
    expect(await alarmed(store)).toEqual([]);

    await at.pass(LATER);
    await at.sweep();
    await at.sweep();
    expect(await alarmed(store)).toEqual(['grant-stayed']);
    expect((await auditOf(store.db)).filter((line) => line === 'grant.stayed')).toHaveLength(1);
    expect([(await at.now(grant)).status, at.isIn('ben')]).toEqual(['ended', true]);
  });

  it('reads it back once, and says nothing where it is gone', async () => {
    const store = await open();
    const at = desk(store);
    await ended(at);
    await at.pass(LATER);
    await at.sweep();
    at.okta.groups.get('prod')?.add('ben');
    await at.pass(LATER);
    await at.sweep();
    expect(await alarmed(store)).toEqual([]);
  });

  it.each([
    [
      'somebody brought it back',
      async (at: ReturnType<typeof desk>) => void (await at.byHand(memberAdded, 'ben')),
    ],
    [
      'another grant holds it',
      async (at: ReturnType<typeof desk>) => {
        await at.grant({ minutes: 240 });
        await at.pass(1);
      },
    ],
    [
      'another grant ended since',
      async (at: ReturnType<typeof desk>) => {
        await at.grant({ minutes: 10 });
        await at.pass(12);
        at.okta.groups.get('prod')?.add('ben');
      },
    ],
  ])('has nothing to say about an end where %s', async (_, bringBack) => {
    const store = await open();
    const at = desk(store);
    await ended(at);
    await at.pass(10);
    await bringBack(at);
    await at.pass(LATER - 5);
    await at.sweep();
    expect(at.isIn('ben')).toBe(true);
    expect(await alarmed(store)).toEqual([]);
  });
});
