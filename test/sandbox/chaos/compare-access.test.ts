import { describe, expect, it } from 'vitest';
import { compareAccess } from '../../../sandbox/chaos/compare-access.ts';
import type {
  Written,
  WrittenApproval,
  WrittenDeactivation,
  WrittenGrant,
} from '../../../sandbox/chaos/read-store.ts';
import { truthOf } from '../../../sandbox/chaos/truth.ts';
import { createCompany } from '../../../sandbox/tenant/company.ts';
import { addMember, removeMember, updateUser } from '../../../sandbox/tenant/okta-changes.ts';
import { byLockstep, grantOf, membershipOfGrace, minutes } from './grace.ts';

/** Grace, who is not in the group. */
function setUp() {
  const company = createCompany();
  const membership = membershipOfGrace(company);
  const grant = (over: Partial<WrittenGrant> = {}): WrittenGrant => grantOf(membership, over);
  return { company, truth: truthOf({ company }), membership, ...membership, grant };
}

const active = { status: 'active', expiresAt: minutes(60), removedAt: null };
const nothing: Written = { grants: [], deactivations: [], approvals: [], decisions: [] };
const only = (words: string) => [expect.stringContaining(words)];

describe('what became of a membership', () => {
  it('agrees where a grant holds it, and where one has ended', () => {
    const { company, truth, groupId, accountId, grant } = setUp();
    expect(compareAccess({ ...nothing, grants: [grant()] }, truth, [])).toEqual([]);
    addMember(company.okta, groupId, accountId, byLockstep);

    expect(compareAccess({ ...nothing, grants: [grant(active)] }, truth, [])).toEqual([]);
  });

  it('differs where a grant is active and nobody is there', () => {
    const { truth, grant } = setUp();

    expect(compareAccess({ ...nothing, grants: [grant(active)] }, truth, [])).toEqual(
      only('grant_0a is active and nobody is there'),
    );
  });

  it('differs where somebody is there whose grant has ended', () => {
    const { company, truth, groupId, accountId, grant } = setUp();
    addMember(company.okta, groupId, accountId, byLockstep);

    expect(compareAccess({ ...nothing, grants: [grant()] }, truth, [])).toEqual(
      only('is there without a grant (grant_0a ended before=0)'),
    );
  });

  it('differs where one grant has added twice', () => {
    const { company, truth, groupId, accountId, grant } = setUp();
    for (const by of [byLockstep, byLockstep]) {
      addMember(company.okta, groupId, accountId, by);
      removeMember(company.okta, groupId, accountId, by);
    }

    expect(compareAccess({ ...nothing, grants: [grant()] }, truth, [])).toEqual(
      only('added 2 times for 1 grants'),
    );
  });

  it('differs where somebody was taken who was there before: from the start, or by hand', () => {
    const { company, membership, groupId, accountId, grant } = setUp();
    addMember(company.okta, groupId, accountId);
    const truth = truthOf({ company });
    removeMember(company.okta, groupId, accountId, byLockstep);
    const taken = only('was there before, and was taken');

    expect(compareAccess({ ...nothing, grants: [grant()] }, truth, [])).toEqual(taken);
    const byHand = [{ membership, at: new Date(minutes(-30)) }];
    expect(compareAccess({ ...nothing, grants: [grant()] }, setUp().truth, byHand)).toEqual(taken);
  });
});

describe('what is under way', () => {
  const { truth, grant } = setUp();

  it.each(['scheduled', 'granting', 'revoking'])('differs where a grant is still %s', (status) => {
    expect(compareAccess({ ...nothing, grants: [grant({ status })] }, truth, [])).toEqual(
      only(`grant_0a is still ${status}`),
    );
  });

  it('differs where an end is overdue', () => {
    const overdue = grant({ status: 'active' });

    expect(compareAccess({ ...nothing, grants: [overdue] }, truth, [])).toContainEqual(
      expect.stringContaining('grant_0a is overdue since'),
    );
  });
});

describe('leavers', () => {
  const { company, truth, accountId, grant } = setUp();
  const step = { step: 'suspend', connection: 'okta', accountId };
  const leaver = (over: Partial<WrittenDeactivation> = {}): WrittenDeactivation => ({
    id: 'deactivation_1',
    kind: 'deactivation',
    status: 'done',
    person: 'grace',
    plan: JSON.stringify({ steps: [step] }),
    endedAt: minutes(-1),
    ...over,
  });
  const found = (deactivations: readonly WrittenDeactivation[], grants: readonly WrittenGrant[] = []) =>
    compareAccess({ ...nothing, deactivations, grants }, truth, []);
  const back = leaver({ id: 'deactivation_2', kind: 'reactivation' });

  it('differ where one is under way, or done and the account is on', () => {
    expect(found([leaver({ status: 'running' })])).toEqual(only('deactivation_1 is still running'));
    expect(found([leaver()])).toEqual(only(`(deactivation) is done and ${accountId} in okta is on`));
    expect(found([leaver({ status: 'incomplete' })])).toEqual([]);
    expect(found([leaver(), back])).toEqual([]);
  });

  it('differ where the account is off and was given back, or still holds a grant', () => {
    updateUser(company.okta, accountId, { status: 'DEPROVISIONED' });

    expect(found([leaver()])).toEqual([]);
    expect(found([leaver(), back])).toEqual(only(`(reactivation) is done and ${accountId} in okta is off`));
    expect(found([leaver()], [grant(active)])).toContain('grant_0a is active and its account is off');
  });
});

describe('decisions', () => {
  const { truth, grant } = setUp();
  const approval = (status = 'approved'): WrittenApproval => ({
    id: 'approval_1',
    status,
    requester: 'grace',
    stages: JSON.stringify([{ quorum: 1 }, { quorum: 1 }]),
  });
  const by = (...people: string[]) => people.map((person) => ({ approval: 'approval_1', person }));
  const given = ['grant_0a', 'grant_0b'].map((id) => grant({ id, approval: 'approval_1' }));
  const cases: readonly (readonly [string, Partial<Written>, readonly string[]])[] = [
    ['agree where two other people said yes', { decisions: by('alan', 'linus') }, []],
    ['differ where too few said yes', { decisions: by('alan') }, ['approval_1: approved by 1 of 2']],
    [
      'differ where somebody decided on their own question',
      { decisions: by('alan', 'grace') },
      ['approval_1: approved by who asked'],
    ],
    [
      'differ where one yes gave two grants',
      { decisions: by('alan', 'linus'), grants: given },
      ['approval_1: 2 grants'],
    ],
    [
      'differ where a no gave one',
      { approvals: [approval('denied')], grants: given.slice(1) },
      ['approval_1: denied, and there is a grant'],
    ],
  ];
  it.each(cases)('%s', (_, written, differences) => {
    expect(compareAccess({ ...nothing, approvals: [approval()], ...written }, truth, [])).toEqual(
      differences,
    );
  });
});
