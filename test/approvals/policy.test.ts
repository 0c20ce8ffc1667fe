import { describe, expect, it } from 'vitest';
import type { AccessFacts } from '../../src/approvals/access-facts.ts';
import { evaluate, type Spent } from '../../src/approvals/policy.ts';
import { policiesFor } from '../../src/approvals/policy-match.ts';
import type { AccessWish } from '../../src/approvals/policy-wish.ts';
import type { AccessSettings } from '../../src/domain/policy.ts';
import { accessOf, factsOf, person, policyOf, wishOf } from './policy-sample.ts';

interface Given {
  readonly access?: Partial<AccessSettings>;
  readonly facts?: Partial<AccessFacts>;
  readonly wish?: Partial<AccessWish>;
  readonly spent?: Spent | null;
}

function judge({ access, facts, wish, spent = null }: Given = {}) {
  return evaluate({ access: accessOf(access), facts: factsOf(facts), wish: wishOf(wish), spent });
}

/** What it was refused for, or the terms. */
const outcome = (given: Given) => {
  const answer = judge(given);
  return 'refused' in answer ? answer.refused : answer;
};

const group = { connection: 'okta', id: '00g1', name: 'Production' };
const engineers = { connection: 'okta', group: 'Engineers' };
const auditors = { connection: 'entra', group: 'Auditors' };

describe('the policy that speaks', () => {
  const named = (id: string, ...groups: string[]) => policyOf({ id, groups });

  it.each([
    ['the id over the name', [named('name', 'Production'), named('id', '00g1')], 'id'],
    ['the name over a pattern', [named('pattern', 'Prod*'), named('name', 'Production')], 'name'],
    ['the first of two alike', [named('first', 'P*'), named('second', 'Prod*')], 'first'],
    ['the best of its own entries', [named('name', 'Production'), named('both', 'P*', '00g1')], 'both'],
    ['a name in another case', [named('all', '*'), named('lower', 'production')], 'lower'],
  ])('is %s', (_, policies, id) => {
    expect(policiesFor({ policies }, group)[0]?.policy.id).toBe(id);
  });

  it.each([
    ['another connection', policyOf({ connection: 'entra' })],
    ['a part of the name', policyOf({ groups: ['Product'] })],
    ['a pattern that fits elsewhere', policyOf({ groups: ['*-Admins'] })],
    ['a dot that is no wildcard', policyOf({ groups: ['P.oduction*'] })],
  ])('is never one of %s', (_, policy) => {
    expect(outcome({ access: { policies: [policy] } })).toBe('no_policy');
  });
});

describe('an ordinary request', () => {
  it('is decided by the stages of the policy, with its defaults', () => {
    expect(judge()).toEqual({
      policyId: 'any',
      stages: [
        {
          name: 'Approval',
          quorum: 1,
          approvers: [{ kind: 'owners', connection: 'okta', group: '00g1' }],
          fallback: [],
          escalateAfterMinutes: 240,
        },
      ],
      minutes: 240,
      stepUp: false,
      expiresInMinutes: 4320,
      auto: false,
      emergency: false,
      expiry: 'bot',
    });
  });

  it('may be permanent where the policy says so', () => {
    const answer = judge({
      access: { policies: [policyOf({ permanent: true })] },
      wish: { permanent: true },
    });

    expect(answer).toMatchObject({ minutes: null, auto: false });
  });

  it.each([
    ['too long', { minutes: 481 }, 'too_long'],
    ['endless', { permanent: true }, 'permanent_not_allowed'],
    ['of no length', { minutes: 0 }, 'duration_unfit'],
    ['of half a minute', { minutes: 0.5 }, 'duration_unfit'],
    ['of no number', { minutes: Number.NaN }, 'duration_unfit'],
    ['without a reason', { reason: null }, 'reason_missing'],
    ['with an empty reason', { reason: ' \n' }, 'reason_missing'],
  ] as const)('is refused when it is %s', (_, wish, code) => {
    expect(outcome({ wish })).toBe(code);
  });

  it('may be as long as the longest, to the minute', () => {
    expect(judge({ wish: { minutes: 480 } })).toMatchObject({ minutes: 480 });
  });

  it('is refused by a default that is longer than the longest', () => {
    const policies = [policyOf({ maxMinutes: 60 })];

    expect(outcome({ access: { policies } })).toBe('too_long');
  });

  it.each([
    [null, 'ticket_missing'],
    ['  ', 'ticket_missing'],
    ['OPS', 'ticket_unfit'],
    ['OPS-1 and more', 'ticket_unfit'],
    [`OPS-${'1'.repeat(300)}`, 'ticket_unfit'],
  ])('is refused with the ticket %j', (ticket, code) => {
    const policies = [policyOf({ ticket: /^(?:OPS-[0-9]+)$/ })];

    expect(outcome({ access: { policies }, wish: { ticket } })).toBe(code);
    expect(judge({ access: { policies }, wish: { ticket: ' OPS-7 ' } })).toMatchObject({ policyId: 'any' });
  });
});

describe('who may ask', () => {
  it.each([
    ['a member', { 'okta:Engineers': true }, 'any'],
    ['somebody else', { 'okta:Engineers': false }, 'not_eligible'],
    ['somebody of whom it could not be read', { 'okta:Engineers': null }, 'unreadable'],
    ['somebody of whom it was not read', {}, 'unreadable'],
  ])('%s', (_, memberOf, expected) => {
    const answer = judge({ facts: { requester: person('vint', memberOf) } });

    expect('refused' in answer ? answer.refused : answer.policyId).toBe(expected);
  });

  it('one readable yes is enough', () => {
    const policies = [policyOf({ requesters: [auditors, engineers] })];
    const requester = person('vint', { 'entra:Auditors': null, 'okta:Engineers': true });

    expect(judge({ access: { policies }, facts: { requester } })).toMatchObject({ policyId: 'any' });
  });

  it('nobody for somebody without an account in that directory', () => {
    const vint = person('vint', { 'okta:Engineers': true });
    const elsewhere = { ...vint, principal: { ...vint.principal, accounts: ['entra:1'] } };

    expect(outcome({ facts: { requester: elsewhere } })).toBe('no_account');
  });

  it.each([
    [true, 'any'],
    [false, 'beneficiary_not_eligible'],
    [null, 'unreadable'],
  ])('for somebody else only where both may (%s)', (member, expected) => {
    const answer = judge({ facts: { beneficiary: person('tim', { 'okta:Engineers': member }) } });

    expect('refused' in answer ? answer.refused : answer.policyId).toBe(expected);
  });
});

describe('a denial', () => {
  const contractors = { kind: 'group', connection: 'okta', group: 'Contractors' } as const;
  const deny = (who: AccessSettings['deny'][number]['who'], groups = ['Prod*']) => ({
    policies: [policyOf({ groups: ['00g1'] })],
    deny: [{ connection: 'okta', groups, who, reason: 'audit of 2026' }],
  });
  const vint = { 'okta:Engineers': true };

  it.each([
    ['everybody', deny(null), person('vint', vint), 'denied'],
    ['a member', deny([contractors]), person('vint', { ...vint, 'okta:Contractors': true }), 'denied'],
    [
      'by login, whatever the case',
      deny([{ kind: 'people', connection: 'okta', logins: ['VINT@acme.test'] }]),
      person('vint', vint),
      'denied',
    ],
    [
      'whoever may be one',
      deny([contractors]),
      person('vint', { ...vint, 'okta:Contractors': null }),
      'unreadable',
    ],
    [
      'by a login that was not read',
      deny([{ kind: 'people', connection: 'entra', logins: ['v'] }]),
      person('vint', vint),
      'unreadable',
    ],
  ])('keeps out %s, however specific the policy is', (_, access, requester, code) => {
    expect(outcome({ access, facts: { requester } })).toBe(code);
  });

  it('keeps out the beneficiary as well as the requester', () => {
    const tim = person('tim', { ...vint, 'okta:Contractors': true });
    const ada = person('ada', { ...vint, 'okta:Contractors': false });

    expect(outcome({ access: deny([contractors]), facts: { requester: ada, beneficiary: tim } })).toBe(
      'denied',
    );
    expect(outcome({ access: deny([contractors]), facts: { requester: tim, beneficiary: ada } })).toBe(
      'denied',
    );
    expect(outcome({ access: deny([contractors]), facts: { requester: ada } })).toMatchObject({
      policyId: 'any',
    });
  });

  it('says why', () => {
    expect(judge({ access: deny(null) })).toMatchObject({ words: expect.stringContaining('audit of 2026') });
  });

  it('is silent about other groups', () => {
    expect(outcome({ access: deny(null, ['Staging']) })).toMatchObject({ policyId: 'any' });
  });
});

describe('separation', () => {
  const production = { connection: 'okta', group: 'production' };
  const rules = [
    { a: production, b: auditors, reason: 'they judge it' },
    { a: auditors, b: { connection: 'okta', group: '00g1' }, reason: 'they judge it' },
  ];

  it.each(rules.flatMap((rule) => [[rule, true, 'separated'] as const, [rule, null, 'unreadable'] as const]))(
    'holds from both sides, by id or name: %j, %s',
    (rule, holds, code) => {
      const requester = person('vint', { 'okta:Engineers': true, 'entra:Auditors': holds });

      expect(outcome({ access: { separation: [rule] }, facts: { requester } })).toBe(code);
    },
  );

  it('asks about the beneficiary, not about who asks for them', () => {
    const auditor = person('ada', { 'okta:Engineers': true, 'entra:Auditors': true });
    const tim = person('tim', { 'okta:Engineers': true, 'entra:Auditors': false });
    const access = { separation: rules };

    expect(outcome({ access, facts: { requester: auditor, beneficiary: tim } })).toMatchObject({
      policyId: 'any',
    });
    expect(outcome({ access, facts: { requester: tim, beneficiary: auditor } })).toBe('separated');
  });

  it('comes after a denial', () => {
    const requester = person('vint', { 'okta:Engineers': true, 'entra:Auditors': true });
    const deny = [{ connection: 'okta', groups: ['*'], who: null, reason: 'freeze' }];

    expect(outcome({ access: { separation: rules, deny }, facts: { requester } })).toBe('denied');
  });
});

describe('the budget that needs no decision', () => {
  const policies = [policyOf({ permanent: true, autoApprove: { perPersonPerDay: 2, perDay: 5 } })];
  const auto = (given: Given) => {
    const answer = judge({ access: { policies }, ...given });
    return 'auto' in answer ? answer.auto : answer.refused;
  };

  it.each([
    [{ byPerson: 1, inAll: 4 }, true],
    [{ byPerson: 2, inAll: 4 }, false],
    [{ byPerson: 0, inAll: 5 }, false],
    [null, false],
  ])('after %j: %s', (spent, expected) => {
    expect(auto({ spent })).toBe(expected);
  });

  const unspent = { byPerson: 0, inAll: 0 };

  it('never covers what has no end, nor somebody else', () => {
    const tim = person('tim', { 'okta:Engineers': true });

    expect(auto({ spent: unspent, wish: { permanent: true } })).toBe(false);
    expect(auto({ spent: unspent, facts: { beneficiary: tim } })).toBe(false);
  });

  it('never opens what is refused', () => {
    const deny = [{ connection: 'okta', groups: ['*'], who: null, reason: 'freeze' }];

    expect(auto({ access: { policies, deny }, spent: unspent })).toBe('denied');
    expect(auto({ spent: unspent, wish: { reason: '' } })).toBe('reason_missing');
  });

  it('covers nothing where the policy has none', () => {
    expect(judge({ spent: unspent })).toMatchObject({ auto: false });
  });
});

describe('an emergency', () => {
  const onCall = { connection: 'okta', group: 'On-call' };
  const emergency = { requesters: [onCall], reviewWithinMinutes: 1440, maxMinutes: 60 };
  const policies = [policyOf({ emergency, permanent: true, autoApprove: { perPersonPerDay: 9, perDay: 9 } })];
  const ask = (memberOf: Record<string, boolean | null>, wish: Partial<AccessWish> = {}) =>
    judge({
      access: { policies },
      facts: { requester: person('vint', memberOf) },
      wish: { emergency: true, ...wish },
      spent: { byPerson: 0, inAll: 0 },
    });

  it('is granted first and reviewed in time by the approvers', () => {
    expect(ask({ 'okta:On-call': true })).toMatchObject({
      emergency: true,
      auto: false,
      minutes: 60,
      expiresInMinutes: 1440,
      stages: [{ quorum: 1 }],
    });
  });

  it.each([
    ['not on call', { 'okta:On-call': false, 'okta:Engineers': true }, {}, 'emergency_not_allowed'],
    ['not known to be', { 'okta:On-call': null }, {}, 'unreadable'],
    ['too long', { 'okta:On-call': true }, { minutes: 61 }, 'too_long'],
    ['endless', { 'okta:On-call': true }, { permanent: true }, 'permanent_not_allowed'],
    ['without a reason', { 'okta:On-call': true }, { reason: '' }, 'reason_missing'],
  ])('is refused when %s', (_, memberOf, wish, code) => {
    expect(ask(memberOf, wish)).toMatchObject({ refused: code });
  });

  it('is for oneself only, and only where the policy knows it', () => {
    const vint = person('vint', { 'okta:On-call': true });
    const tim = person('tim', { 'okta:On-call': true });
    const wish = { emergency: true };

    expect(outcome({ access: { policies }, facts: { requester: vint, beneficiary: tim }, wish })).toBe(
      'emergency_not_allowed',
    );
    expect(outcome({ wish })).toBe('emergency_not_allowed');
  });
});

describe('approvers who are out of office', () => {
  const by = [{ kind: 'owners' }, { kind: 'people', connection: 'okta', logins: ['ada'] }] as const;
  const stage = { name: 'Peers', quorum: 1, by, fallback: by, escalateAfterMinutes: null };
  const bob = { kind: 'people', connection: 'okta', logins: ['bob'] };
  const standIns = new Map([
    ['people:okta:ada', [{ connection: 'okta', login: 'bob' }]],
    ['owners:okta:00g1', [{ connection: 'okta', login: 'bob' }]],
  ]);

  it('keep their place, and their delegate stands once beside them', () => {
    const owners = { kind: 'owners', connection: 'okta', group: '00g1' };

    expect(
      judge({ access: { policies: [policyOf({ stages: [stage] })] }, facts: { standIns } }),
    ).toMatchObject({
      stages: [{ approvers: [owners, by[1], bob], fallback: [owners, by[1], bob] }],
    });
  });

  it('have none where the policy allows none', () => {
    const policies = [policyOf({ stages: [stage], delegatesAllowed: false })];
    const answer = judge({ access: { policies }, facts: { standIns } });

    expect('stages' in answer ? answer.stages[0]?.approvers : []).toHaveLength(2);
  });
});
