import { expect, it } from 'vitest';
import {
  type AccessAsk,
  endEarly,
  extendGrant,
  type Requested,
  requestAccess,
} from '../../src/access/index.ts';
import { cancelApproval, decideApproval, sweepApprovals } from '../../src/approvals/index.ts';
import type { Settings } from '../../src/config/config.ts';
import { DAY_MS, HOUR_MS } from '../../src/lib/clock.ts';
import { silentLog } from '../../src/lib/log.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { findApproval, listApprovals } from '../../src/store/approvals.ts';
import { grantOfApproval, listGrants } from '../../src/store/grants.ts';
import type { Store } from '../../src/store/open.ts';
import { openAccess, people, policy, settingsOf, wishOf } from '../support/access-desk.ts';
import { auditOf, click, noon, principal } from '../support/approval.ts';
import { directoryOfGroups } from '../support/directory-of-groups.ts';
import { eachEngine } from '../support/store.ts';

const ada = principal('ada', { accounts: ['okta:ada'] });
const emergency = {
  requesters: [{ connection: 'okta', group: 'engineers' }],
  reviewWithinMinutes: 60,
  maxMinutes: 120,
};
const budget = { perPersonPerDay: 1, perDay: 2 };

function withPolicy(over: Partial<typeof policy>, more: Partial<Settings> = {}): Settings {
  const policies = [{ ...policy, ...over }];
  return settingsOf({ access: { policies, deny: [], separation: [], delegates: [] }, ...more });
}

function desk(store: Store, settings = settingsOf()) {
  const okta = directoryOfGroups({ ...people, engineers: ['ada', 'ben', 'old'] });
  return { okta, ...openAccess(store, okta, { settings }) };
}

function word(requested: Requested): string {
  return 'refused' in requested ? requested.refused : requested.outcome;
}

eachEngine(({ open, reopen }) => {
  it.each<[string, Partial<AccessAsk>, (at: ReturnType<typeof desk>) => void]>([
    ['group_unknown', { group: 'nothing' }, () => undefined],
    ['no_policy', { group: 'approvers' }, () => undefined],
    ['too_long', { minutes: 481 }, () => undefined],
    ['reason_missing', { reason: ' ' }, () => undefined],
    ['start_unfit', { startsAt: new Date(noon.getTime() - 1) }, () => undefined],
    ['start_unfit', { startsAt: new Date(noon.getTime() + 91 * DAY_MS) }, () => undefined],
    ['start_unfit', { startsAt: new Date(noon.getTime() + HOUR_MS), emergency: true }, () => undefined],
    ['emergency_not_allowed', { emergency: true }, () => undefined],
    ['obstacle', {}, ({ okta }) => okta.obstacles.set('prod', { kind: 'admin_role', why: 'it rules' })],
    ['account_unfit', {}, ({ okta }) => okta.disabled.add('ben')],
    ['account_unfit', {}, ({ okta }) => okta.gone.add('ben')],
    ['member_already', {}, ({ okta }) => okta.groups.get('prod')?.add('ben')],
    ['unreadable', {}, ({ okta }) => okta.down.add('engineers')],
  ])('refuses %s before anybody is asked, and writes that down', async (code, over, spoil) => {
    const store = await open();
    const at = desk(store);
    spoil(at);
    const requested = await at.ask(over);

    expect(word(requested)).toBe(code);
    expect('words' in requested && requested.words).toMatch(/\w+ \w+ \w+/);
    expect(await listApprovals(store.db, { statuses: ['pending', 'approved'], limit: 9 })).toEqual([]);
    expect(await auditOf(store.db)).toEqual([`access.refused ${code}`]);
  });

  it('refuses a registered break-glass account', async () => {
    const entry = {
      connection: 'okta',
      login: 'Ben@acme.test',
      drillDays: 90,
      custodians: [],
      certificateAttestedUntil: null,
    };
    const at = desk(await open(), settingsOf({ breakGlass: [entry] }));

    expect(word(await at.ask())).toBe('protected');
  });

  it('asks once for what is asked for twice, and refuses what a grant gives already', async () => {
    const [one, two] = [await open(), await reopen()];
    const at = desk(one);
    const both = [at, desk(two)].map(async ({ tools }) => await requestAccess(tools, wishOf()));
    expect((await Promise.all(both)).map(word).toSorted()).toEqual(['asked', 'asked_already']);

    const [approval] = await listApprovals(one.db, { statuses: ['pending'], limit: 1 });
    await at.approve(approval!);
    expect(word(await at.ask())).toBe('being_given');
    await at.run();
    expect(word(await at.ask())).toBe('granted_already');
  });

  it('sends nobody round in a circle who asks beside a grant that begins later', async () => {
    const at = desk(await open());
    const startsAt = new Date(noon.getTime() + 24 * HOUR_MS);
    const waits = await at.grant({ startsAt });
    expect(await at.ask()).toMatchObject({
      refused: 'begins_later',
      words: expect.stringContaining('End that one'),
    });
    const by = principal('ben', { accounts: ['okta:ben'] });
    const more = { grantId: waits.id, by, minutes: 120, reason: 'more', ticket: null };
    expect(await extendGrant(at.tools, more)).toMatchObject({ refused: 'begins_later' });

    await endEarly(at.tools, { grantId: waits.id, by, operator: false, reason: null });
    expect(word(await at.ask())).toBe('asked');
  });

  it('is asked for by one and given to another, and neither of them decides', async () => {
    const store = await open();
    const at = desk(store);
    at.okta.groups.get('approvers')?.add('ada').add('ben');
    const asked = await at.ask({ requester: ada });
    if (!('outcome' in asked)) throw new Error(asked.refused);
    const decide = async (who: string) =>
      await decideApproval(
        at.tools,
        click(asked.approval, who, { by: principal(who, { accounts: [`okta:${who}`] }) }),
      );
    expect(await decide('ada')).toMatchObject({ refused: 'own_request' });
    expect(await decide('ben')).toMatchObject({ refused: 'beneficiary' });
    await at.approve(asked.approval);
    await at.run();

    const grant = await grantOfApproval(store.db, asked.approval.id);
    expect([grant?.login, grant?.requestedBy.id, grant?.subject.id]).toEqual([
      'ben@acme.test',
      'okta:ada',
      'okta:ben',
    ]);
    expect([...(at.okta.groups.get('prod') ?? [])]).toEqual(['old', 'ben']);
  });

  it('needs no decision within the budget of the policy, counted once however many ask at the same instant', async () => {
    const [one, two] = [await open(), await reopen()];
    const settings = withPolicy({ autoApprove: budget });
    const at = desk(one, settings);
    const both = [at.tools, desk(two, settings).tools].map(
      async (tools) => await requestAccess(tools, wishOf()),
    );
    expect((await Promise.all(both)).map(word).toSorted()).toEqual(['approved', 'being_given']);

    await at.pass(120);
    expect(word(await at.ask())).toBe('asked');
    expect(word(await at.ask({ requester: ada, beneficiary: ada }))).toBe('approved');
    at.clock.advance(24 * HOUR_MS);
    const [waiting] = await listApprovals(one.db, { statuses: ['pending'], limit: 1 });
    await cancelApproval(at.tools, {
      approvalId: waiting?.id ?? '',
      by: waiting?.requester ?? ada,
      slackUserId: 'U',
      operator: false,
      reason: null,
    });
    expect(word(await at.ask())).toBe('approved');
  });

  it('gives an emergency first; a no of the review takes it away, a yes leaves it to its end', async () => {
    const store = await open();
    const at = desk(store, withPolicy({ emergency }));
    const first = await at.ask({ emergency: true });
    expect(word(first)).toBe('given_first');
    await at.run();
    expect(at.okta.groups.get('prod')?.has('ben')).toBe(true);
    if (!('outcome' in first)) throw new Error(first.refused);
    await decideApproval(at.tools, click(first.approval, 'cat', { verdict: 'deny', reason: 'no incident' }));
    await at.run();
    expect((await grantOfApproval(store.db, first.approval.id))?.status).toBe('ended');
    expect(at.okta.changes).toEqual(['+ben', '-ben']);

    const second = await at.ask({ emergency: true });
    if (!('outcome' in second)) throw new Error(second.refused);
    await at.approve(second.approval);
    await at.pass(59);
    expect(at.okta.groups.get('prod')?.has('ben')).toBe(true);
    expect(await listGrants(store.db, { statuses: ['active'], limit: 9 })).toHaveLength(1);
    await at.pass(2);
    expect(at.okta.changes).toEqual(['+ben', '-ben', '+ben', '-ben']);
  });

  it('takes back the question for an extension of an emergency to which the review says no', async () => {
    const store = await open();
    const at = desk(store, withPolicy({ emergency }));
    const first = await at.ask({ emergency: true });
    if (!('outcome' in first)) throw new Error(first.refused);
    await at.run();
    const given = await grantOfApproval(store.db, first.approval.id);
    const longer = await at.ask({ extends: given?.id ?? '', minutes: 240 });
    if (!('outcome' in longer)) throw new Error(longer.refused);
    await decideApproval(at.tools, click(first.approval, 'cat', { verdict: 'deny', reason: 'no incident' }));
    await at.run();

    expect(await findApproval(store.db, longer.approval.id)).toMatchObject({
      status: 'cancelled',
      because: 'the grant that it extends was ended: the review of the emergency said no',
    });
    expect(at.okta.changes).toEqual(['+ben', '-ben']);
  });

  it('ends an emergency whose review was taken back, and does not say that somebody said no', async () => {
    const store = await open();
    const at = desk(store, withPolicy({ emergency }));
    const first = await at.ask({ emergency: true });
    if (!('outcome' in first)) throw new Error(first.refused);
    await at.run();
    const { id: approvalId, requester: by } = first.approval;
    await cancelApproval(at.tools, { approvalId, by, slackUserId: 'U0BEN', operator: false, reason: null });
    await at.run();
    expect(await grantOfApproval(store.db, approvalId)).toMatchObject({
      status: 'ended',
      endedBecause: 'its review was taken back',
    });
  });

  it('alerts when nobody reviewed an emergency in time', async () => {
    const store = await open();
    const at = desk(store, withPolicy({ emergency }));
    await at.ask({ emergency: true, minutes: 120 });
    await at.pass(61);
    await sweepApprovals({ ...at.tools, log: silentLog });

    const alerts = await listAlerts(store.db, { states: ['open'], limit: 9 });
    expect(alerts.map(({ detection }) => detection)).toEqual(['emergency-unreviewed']);
  });
});
