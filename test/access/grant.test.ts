import { expect, it } from 'vitest';
import { endEarly, extendGrant } from '../../src/access/index.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { currentFreeze, freezeNow, liftFreeze } from '../../src/store/freeze.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people, settingsOf } from '../support/access-desk.ts';
import { auditOf, noon, principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

const ben = principal('ben', { accounts: ['okta:ben'] });

function desk(store: Store, over: Parameters<typeof openAccess>[2] = {}) {
  const okta = directoryOfGroups(people);
  return {
    okta,
    isIn: (who = 'ben') => okta.groups.get('prod')?.has(who) === true,
    ...openAccess(store, okta, over),
  };
}

async function raised(store: Store): Promise<string[]> {
  const states = ['pending', 'open', 'acknowledged', 'resolved'] as const;
  const alerts = await listAlerts(store.db, { states, limit: 10 });
  return alerts.map(({ detection, state, count }) => `${detection} ${state} ${count}`);
}

eachEngine(({ open }) => {
  it('gives what was approved, counts from the read-back, and takes it at its end', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    expect([grant.status, at.isIn()]).toEqual(['granting', false]);

    at.clock.advance(5 * MINUTE_MS);
    await at.run();
    expect(await at.now(grant)).toMatchObject({
      status: 'active',
      heldBefore: false,
      expiresAt: new Date(noon.getTime() + 65 * MINUTE_MS),
    });
    expect(at.isIn()).toBe(true);

    await at.pass(59);
    expect((await at.now(grant)).status).toBe('active');
    await at.pass(1);
    expect(await at.now(grant)).toMatchObject({ status: 'ended', endedBecause: 'its time is over' });
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
  });

  it('changes nothing any more once it is frozen, also where that was done while the directory was asked', async () => {
    const store = await open();
    const at = desk(store);
    const ask = at.okta.memberships.obstacle;
    const freeze = { at: noon, by: 'U0OP', because: 'something is wrong' };
    const frozenMeanwhile = async (group: string) => {
      await freezeNow(store.db, freeze);
      return await ask(group);
    };
    const grant = await at.grant();
    Object.assign(at.okta.memberships, { obstacle: frozenMeanwhile });
    await at.run();
    expect([at.okta.writes, (await at.now(grant)).lastError]).toEqual([
      [],
      'Lockstep is frozen: something is wrong',
    ]);

    Object.assign(at.okta.memberships, { obstacle: ask });
    await liftFreeze(store.db, { at: noon, by: 'U0ADMIN' });
    await at.pass(6);
    expect((await at.now(grant)).status).toBe('active');
    Object.assign(at.okta.memberships, { obstacle: frozenMeanwhile });
    await at.pass(61);
    expect([at.okta.writes, (await at.now(grant)).status]).toEqual([['+ben'], 'revoking']);
  });

  it('is not active while the directory does not list the member, and fails for good after half an hour', async () => {
    const store = await open();
    const at = desk(store);
    at.okta.pretends = true;
    const grant = await at.grant();
    await at.pass(29);
    expect(await at.now(grant)).toMatchObject({ status: 'granting', grantedAt: null });

    await at.pass(10);
    expect(await at.now(grant)).toMatchObject({ status: 'failed', grantedAt: null });
    expect(await raised(store)).toEqual(['grant-unconfirmed open 1']);
    expect(at.okta.writes.filter((write) => write === '-ben')).toHaveLength(1);
  });

  it('waits for lists that are late, in both directions', async () => {
    const at = desk(await open());
    at.okta.lag(true);
    const grant = await at.grant();
    await at.pass(2);
    expect((await at.now(grant)).status).toBe('granting');
    at.okta.lag(false);
    await at.pass(6);
    expect((await at.now(grant)).status).toBe('active');

    at.okta.lag(true);
    await at.pass(62);
    expect((await at.now(grant)).status).toBe('revoking');
    at.okta.lag(false);
    await at.pass(6);
    expect((await at.now(grant)).status).toBe('ended');
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
  });

  it('takes access as soon as a directory that was down at the end is back, and pages meanwhile', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    await at.pass(1);
    at.okta.down.add('*');
    await at.pass(75);
    await at.sweep();
    expect((await at.now(grant)).status).toBe('revoking');
    expect(await raised(store)).toEqual(['revoke-overdue open 1']);

    at.okta.down.clear();
    await at.pass(6);
    await at.sweep();
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['ended', false]);
    expect(await raised(store)).toEqual(['revoke-overdue resolved 1']);
  });

  it('never takes a membership that was there before', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    at.okta.groups.get('prod')?.add('ben');
    await at.pass(120);

    expect(await at.now(grant)).toMatchObject({ status: 'ended', heldBefore: true });
    expect((await at.now(grant)).endedBecause).toContain('was there before');
    expect([at.isIn(), at.okta.writes]).toEqual([true, []]);
  });

  it('extends without a gap: the old grant ends, the membership stays, and the new end counts', async () => {
    const at = desk(await open());
    const old = await at.grant();
    await at.pass(50);
    const asked = await extendGrant(at.tools, {
      grantId: old.id,
      by: ben,
      minutes: 120,
      reason: 'not done yet',
      ticket: null,
    });
    if (!('outcome' in asked)) throw new Error(asked.refused);
    await at.approve(asked.approval);
    await at.pass(1);
    expect((await at.now(old)).status).toBe('ended');
    expect((await at.now(old)).endedBecause).toContain('extended');

    await at.pass(60);
    expect([at.isIn(), at.okta.changes]).toEqual([true, ['+ben']]);
    await at.pass(61);
    expect([at.isIn(), at.okta.changes]).toEqual([false, ['+ben', '-ben']]);
  });

  it('writes down who asked in vain to extend the access of somebody else', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    await at.pass(1);
    const by = principal('eve', { accounts: ['okta:eve'] });
    const ask = { grantId: grant.id, by, minutes: 120, reason: 'more', ticket: null };
    expect(await extendGrant(at.tools, ask)).toMatchObject({ refused: 'not_yours' });
    expect(await auditOf(store.db)).toContain('access.refused not_yours');
  });

  it('hands the membership on when the old end comes before the extension was read back', async () => {
    const at = desk(await open());
    const old = await at.grant();
    await at.pass(59);
    const ask = { grantId: old.id, by: ben, minutes: 120, reason: 'more', ticket: null };
    const asked = await extendGrant(at.tools, ask);
    if (!('outcome' in asked)) throw new Error(asked.refused);
    // Both are due, and the end is due longer: it comes first.
    at.clock.advance(1.5 * MINUTE_MS);
    await at.approve(asked.approval);
    await at.pass(1);

    expect((await at.now(old)).status).toBe('ended');
    expect([at.isIn(), at.okta.changes]).toEqual([true, ['+ben']]);
    await at.pass(121);
    expect([at.isIn(), at.okta.changes]).toEqual([false, ['+ben', '-ben']]);
  });

  it('takes back the question for an extension with a grant that is ended early', async () => {
    const store = await open();
    const at = desk(store);
    const old = await at.grant();
    await at.pass(10);
    const ask = { grantId: old.id, by: ben, minutes: 120, reason: 'more', ticket: null };
    const asked = await extendGrant(at.tools, ask);
    if (!('outcome' in asked)) throw new Error(asked.refused);
    const end = { grantId: old.id, by: principal('dan'), operator: true, reason: 'the laptop was stolen' };
    expect(await endEarly(at.tools, end)).toMatchObject({ outcome: 'ending' });

    expect(await at.approve(asked.approval)).toMatchObject({
      refused: 'not_pending',
      approval: { status: 'cancelled', because: expect.stringContaining('the laptop was stolen') },
    });
    await at.pass(5);
    expect([at.isIn(), at.okta.changes]).toEqual([false, ['+ben', '-ben']]);
  });

  it('ends an extension that is being given with the grant that is ended early', async () => {
    const store = await open();
    const at = desk(store);
    const old = await at.grant();
    await at.pass(10);
    const ask = { grantId: old.id, by: ben, minutes: 120, reason: 'more', ticket: null };
    const asked = await extendGrant(at.tools, ask);
    if (!('outcome' in asked)) throw new Error(asked.refused);
    await at.approve(asked.approval);
    const end = { grantId: old.id, by: principal('dan'), operator: true, reason: 'the laptop was stolen' };
    expect(await endEarly(at.tools, end)).toMatchObject({ outcome: 'ending' });
    await at.pass(5);
    expect([at.isIn(), at.okta.changes]).toEqual([false, ['+ben', '-ben']]);
  });

  it('does nothing while frozen, and goes on afterwards', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    await freezeNow(store.db, { at: noon, by: 'UADMIN', because: 'look first' });
    await at.pass(30);
    expect([(await at.now(grant)).status, at.okta.writes]).toEqual(['granting', []]);

    await liftFreeze(store.db, { at: at.clock.now(), by: 'UADMIN' });
    await at.pass(6);
    expect((await at.now(grant)).status).toBe('active');
  });

  it('freezes itself over the ceiling of the hour, and says so', async () => {
    const store = await open();
    const settings = settingsOf();
    const limits = { ...settings.limits, grantsPerHour: 1 };
    const at = desk(store, { settings: { ...settings, limits } });
    const first = await at.grant();
    await at.run();
    const ada = principal('ada', { accounts: ['okta:ada'] });
    const second = await at.grant({ requester: ada, beneficiary: ada });
    await at.run();

    expect([(await at.now(first)).status, (await at.now(second)).status]).toEqual(['active', 'granting']);
    expect(at.isIn('ada')).toBe(false);
    expect((await currentFreeze(store.db))?.because).toContain('1 memberships added');
    expect(await auditOf(store.db)).toContain('freeze.set');
  });

  it('goes on with what waits once the freeze of a ceiling is lifted, and counts anew from there', async () => {
    const store = await open();
    const settings = settingsOf();
    const limits = { ...settings.limits, grantsPerHour: 1 };
    const at = desk(store, { settings: { ...settings, limits } });
    const grants = [await at.grant()];
    for (const name of ['ada', 'eve']) {
      const who = principal(name, { accounts: [`okta:${name}`] });
      at.okta.groups.get('engineers')?.add(name);
      grants.push(await at.grant({ requester: who, beneficiary: who }));
    }
    const active = async () =>
      (await Promise.all(grants.map(at.now))).filter(({ status }) => status === 'active').length;
    await at.pass(1);
    expect(await active()).toBe(1);
    await liftFreeze(store.db, { at: at.clock.now(), by: 'UADMIN' });
    await at.pass(6);
    expect([await active(), (await currentFreeze(store.db))?.by]).toEqual([2, 'lockstep']);
  });

  it('holds early ends against the ceiling, and never those that were approved with their grant', async () => {
    const store = await open();
    const settings = settingsOf();
    const at = desk(store, {
      settings: { ...settings, limits: { ...settings.limits, revocationsPerHour: 0 } },
    });
    const ada = principal('ada', { accounts: ['okta:ada'] });
    const planned = await at.grant();
    const early = await at.grant({ requester: ada, beneficiary: ada, minutes: 240 });
    await at.pass(61);
    expect([(await at.now(planned)).status, await currentFreeze(store.db)]).toEqual(['ended', null]);

    await endEarly(at.tools, { grantId: early.id, by: ada, operator: false, reason: null });
    await at.run();
    expect(await at.now(early)).toMatchObject({
      status: 'revoking',
      endedBecause: 'its holder gave it back',
    });
    expect((await currentFreeze(store.db))?.because).toContain('memberships removed');
  });

  it('says that whoever asked took it back, where its holder did not', async () => {
    const at = desk(await open());
    const ada = principal('ada', { accounts: ['okta:ada'] });
    const grant = await at.grant({ requester: ada });
    await at.pass(1);
    await endEarly(at.tools, { grantId: grant.id, by: ada, operator: false, reason: null });
    expect((await at.now(grant)).endedBecause).toBe('whoever asked for it took it back');
  });

  it('only says what it would do in a dry run', async () => {
    const at = desk(await open(), { settings: settingsOf({ dryRun: true }) });
    const grant = await at.grant();
    await at.pass(120);

    expect(await at.now(grant)).toMatchObject({ status: 'ended', dryRun: true, grantedAt: null });
    expect((await at.now(grant)).endedBecause).toContain('would have been added');
    expect(at.okta.writes).toEqual([]);
  });

  it('leaves a member whom a rule puts there now, says so, and alerts', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    await at.pass(1);
    at.okta.obstacles.set('prod', { kind: 'rule_managed', why: 'the rule Engineers fills it' });
    await at.pass(60);

    expect((await at.now(grant)).endedBecause).toContain('the rule Engineers fills it');
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['ended', true]);
    expect(await raised(store)).toEqual(['grant-kept open 1']);
  });

  it('ends when the group or the account is gone', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    await at.pass(1);
    at.okta.groups.delete('prod');
    await at.pass(60);

    expect(await at.now(grant)).toMatchObject({ status: 'ended' });
    expect((await at.now(grant)).endedBecause).toContain('the group is gone');
  });

  it('gives nothing to an account that was deactivated after the approval', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    at.okta.disabled.add('ben');
    await at.run();

    expect(await at.now(grant)).toMatchObject({ status: 'failed', endedBecause: 'the account is disabled' });
    expect(at.okta.writes).toEqual([]);
  });

  it('is extended by nobody but its holder and who asked for it', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    await at.run();
    const ask = { grantId: grant.id, minutes: 120, reason: 'longer', ticket: null };
    const ada = principal('ada', { accounts: ['okta:ada'] });

    expect(await extendGrant(at.tools, { ...ask, by: ada })).toMatchObject({ refused: 'not_yours' });
    expect(await extendGrant(at.tools, { ...ask, by: ben })).toMatchObject({ outcome: 'asked' });
  });

  it('gives nothing to an account that was registered as break-glass after the approval', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    const entry = { connection: 'okta', login: 'Ben@acme.test', drillDays: 90, custodians: [] };
    const breakGlass = [{ ...entry, certificateAttestedUntil: null }];
    Object.assign(at.tools.settings, { breakGlass });
    await at.run();

    expect(await at.now(grant)).toMatchObject({
      status: 'failed',
      endedBecause: 'the account is protected: it is never changed through Lockstep',
    });
    expect(at.okta.writes).toEqual([]);
  });

  it('gives nothing to an account that is protected since the approval', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    const { deactivation } = at.tools.settings;
    Object.assign(at.tools.settings, { deactivation: { ...deactivation, protected: ['BEN@acme.test'] } });
    await at.run();

    expect((await at.now(grant)).status).toBe('failed');
    expect(at.okta.writes).toEqual([]);
  });

  it('does not say that it is over while another job still tells the directory to add', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    const { add } = at.okta.memberships;
    let asked = (): void => undefined;
    let answer = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const slow = async (groupId: string, accountId: string): Promise<void> => {
      asked();
      await answered;
      await add(groupId, accountId);
    };
    Object.assign(at.okta.memberships, { add: slow });
    const giving = at.run();
    await underWay;
    await endEarly(at.tools, { grantId: grant.id, by: ben, operator: false, reason: null });
    await at.run();
    expect((await at.now(grant)).status).toBe('revoking');

    answer();
    await giving;
    await at.pass(1);
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['failed', false]);
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
  });

  it('takes again what a job brings that was thought dead', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    const { add } = at.okta.memberships;
    const late = async (groupId: string, accountId: string): Promise<void> => {
      Object.assign(at.okta.memberships, { add });
      await endEarly(at.tools, { grantId: grant.id, by: ben, operator: false, reason: null });
      // Its turn has lapsed: the end goes through before the request arrives.
      at.clock.advance(3 * MINUTE_MS);
      await at.run();
      expect((await at.now(grant)).status).toBe('failed');
      await add(groupId, accountId);
    };
    Object.assign(at.okta.memberships, { add: late });
    await at.pass(5);

    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['failed', false]);
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
  });

  it('begins a scheduled grant at its time', async () => {
    const at = desk(await open());
    const startsAt = new Date(noon.getTime() + 120 * MINUTE_MS);
    const grant = await at.grant({ startsAt });
    await at.pass(119);
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['scheduled', false]);
    await at.pass(2);
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['active', true]);
  });

  it('ends early for its holder, an approver and an operator, and for nobody else', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    await at.pass(1);
    const end = { grantId: grant.id, operator: false, reason: 'enough' };
    expect(await endEarly(at.tools, { ...end, by: principal('eve') })).toEqual({ refused: 'not_yours' });
    const silent = { ...end, by: principal('dan'), reason: null };
    expect(await endEarly(at.tools, silent)).toEqual({ refused: 'reason_missing' });
    expect(await endEarly(at.tools, { ...end, by: principal('dan') })).toMatchObject({ outcome: 'ending' });
    expect(await endEarly(at.tools, { ...end, by: ben })).toEqual({ refused: 'over' });
    await at.run();

    expect(await at.now(grant)).toMatchObject({ status: 'ended', endedBecause: 'enough' });
    expect(at.isIn()).toBe(false);
  });

  it('keeps its ends through a clock that is set back, and takes everything at once after one that jumps ahead', async () => {
    const at = desk(await open());
    const grant = await at.grant();
    await at.pass(1);
    at.clock.advance(-30 * MINUTE_MS);
    await at.run();
    expect((await at.now(grant)).status).toBe('active');

    at.clock.advance(600 * MINUTE_MS);
    await at.run();
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['ended', false]);
  });

  it('is carried on by the sweep when the queue lost its job', async () => {
    const store = await open();
    const at = desk(store);
    const grant = await at.grant();
    const { takeDueJob } = await import('../support/due-jobs.ts');
    await takeDueJob(store, at.clock.now(), ['begin-grants']);
    at.clock.advance(10 * MINUTE_MS);
    await at.sweep();
    expect((await at.now(grant)).status).toBe('active');

    await takeDueJob(store, new Date(noon.getTime() + 9e8), ['end-due']);
    at.clock.advance(70 * MINUTE_MS);
    await at.sweep();
    expect([(await at.now(grant)).status, at.isIn()]).toEqual(['ended', false]);
  });
});
