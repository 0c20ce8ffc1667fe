import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEntra } from '../../sandbox/entra/server.ts';
import { startOkta } from '../../sandbox/okta/server.ts';
import { type CastName, cast, credentials, groups } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { personOf } from '../../src/approvals/informants.ts';
import { evaluate } from '../../src/approvals/policy.ts';
import { readAccessFacts } from '../../src/approvals/request-facts.ts';
import type { ApproverSource } from '../../src/approvals/tools.ts';
import type { AccessSettings, PolicyStage } from '../../src/domain/policy.ts';
import { fixedClock, systemClock } from '../../src/lib/clock.ts';
import { createLog } from '../../src/lib/log.ts';
import { connectEntra } from '../../src/providers/entra/index.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import { configOf } from '../providers/entra-connection.ts';
import { accessOf, policyOf, wishOf } from './policy-sample.ts';

const company = createCompany();
const clock = fixedClock('2027-01-05T12:00:00Z');
const log = createLog('silent');
const limits = { rateShare: 1, concurrency: 4 };
const open: { okta: ApproverSource; entra: ApproverSource; close: () => Promise<void> }[] = [];

beforeAll(async () => {
  const [okta, entra] = await Promise.all([startOkta(company), startEntra(company)]);
  const watcher = { kind: 'token', token: credentials.okta.watcherToken } as const;
  const config = { orgUrl: okta.url, watcher, actor: null, hookSecret: null, signIn: null };
  const providers = await Promise.all([
    connectOkta({ id: 'okta', clock: systemClock, limits, config }),
    connectEntra({ id: 'entra', clock: systemClock, limits, config: configOf(entra) }),
  ]);
  const owners = company.okta.owners;
  owners.set(
    oktaGroupByName(company.okta, groups.okta.production).id,
    new Set([oktaUserByLogin(company.okta, cast.ada.email).id]),
  );
  oktaUserByLogin(company.okta, cast.grace.email).profile.managerId = cast.alan.email;
  const close = async () => {
    await Promise.all([...providers.map(async (each) => await each.close()), okta.close(), entra.close()]);
  };
  open.push({ okta: providers[0], entra: providers[1], close });
});
afterAll(async () => await open[0]?.close());

const engineering = { connection: 'okta', group: groups.okta.engineering };
const production = { connection: 'okta', group: groups.okta.production };

interface Given {
  readonly access?: Partial<AccessSettings>;
  readonly group?: string;
  readonly who?: CastName;
  readonly connected?: readonly ('okta' | 'entra')[];
}

/** What comes of a request of somebody for themselves, with everything read from the stand-ins. */
async function ask({
  access,
  group = production.group,
  who = 'grace',
  connected = ['okta', 'entra'],
}: Given) {
  const [stage] = open;
  if (stage === undefined) throw new Error('nothing is open');
  const everything = { providers: [stage.okta, stage.entra], clock, log };
  const person = await personOf(everything, { connection: 'okta', login: cast[who].email });
  if (person === null) throw new Error(`no ${who}`);
  const settings = accessOf({ policies: [policyOf({ requesters: [engineering] })], ...access });
  const tools = { ...everything, providers: connected.map((id) => stage[id]) };
  const asked = { group: { connection: 'okta', group }, requester: person, beneficiary: person };
  const facts = await readAccessFacts(tools, settings, asked);
  if ('refused' in facts) return facts.refused;
  const answer = evaluate({ access: settings, facts, wish: wishOf(), spent: null });
  return 'refused' in answer ? answer.refused : answer;
}

describe('what a request rests on', () => {
  it('is read from both directories', async () => {
    const separation = [{ a: production, b: { connection: 'entra', group: groups.entra.it }, reason: 'two' }];

    expect(await ask({ access: { separation } })).toMatchObject({ policyId: 'any' });
    expect(await ask({ access: { separation }, who: 'alan' })).toBe('separated');
  });

  it.each([
    ['a member', 'grace', { policyId: 'any' }],
    ['nobody of theirs', 'vint', 'not_eligible'],
  ] as const)('knows %s', async (_, who, expected) => {
    const answer = await ask({ who });

    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
  });

  it.each([
    ['Nowhere', 'group_unknown'],
    [groups.okta.twin, 'group_ambiguous'],
  ])('refuses the group %s', async (group, code) => {
    expect(await ask({ group })).toBe(code);
  });

  it('refuses where its own directory is not connected', async () => {
    expect(await ask({ connected: ['entra'] })).toBe('unreadable');
  });

  it.each([
    [
      'a separation',
      { separation: [{ a: production, b: { connection: 'entra', group: 'IT' }, reason: 'two' }] },
    ],
    [
      'a denial by group',
      {
        deny: [
          {
            connection: 'okta',
            groups: ['*'],
            who: [{ kind: 'group', connection: 'entra', group: 'IT' }],
            reason: 'no',
          },
        ],
      },
    ],
    [
      'a denial by login',
      {
        deny: [
          {
            connection: 'okta',
            groups: ['*'],
            who: [{ kind: 'people', connection: 'entra', logins: ['x'] }],
            reason: 'no',
          },
        ],
      },
    ],
    ['the requesters', { policies: [policyOf({ requesters: [{ connection: 'entra', group: 'IT' }] })] }],
    [
      'a group that is gone',
      { policies: [policyOf({ requesters: [{ connection: 'okta', group: 'Gone' }] })] },
    ],
  ] satisfies [string, Partial<AccessSettings>][])('refuses where %s cannot be read', async (_, access) => {
    expect(await ask({ access, connected: ['okta'] })).toBe('unreadable');
  });

  it('knows people by the login of each directory', async () => {
    const logins = [cast.grace.email.toUpperCase()];
    const deny = [
      {
        connection: 'okta',
        groups: ['*'],
        who: [{ kind: 'people', connection: 'okta', logins } as const],
        reason: 'no',
      },
    ];

    expect(await ask({ access: { deny } })).toBe('denied');
    expect(await ask({ access: { deny }, who: 'barbara' })).toMatchObject({ policyId: 'any' });
  });
});

describe('an approver who is out of office', () => {
  const delegate = {
    connection: 'okta',
    to: cast.frances.email,
    since: new Date('2027-01-04T00:00:00Z'),
    until: new Date('2027-01-18T00:00:00Z'),
  };
  const away = (login: string, over: Partial<typeof delegate> = {}) => ({ ...delegate, ...over, login });
  const approvers = { connection: 'okta', group: groups.okta.approvers };
  const standIn = { kind: 'people', connection: 'okta', logins: [cast.frances.email] };

  const rulesWith = async (by: PolicyStage['by'], delegates: AccessSettings['delegates']) => {
    const stage = { name: null, quorum: 1, by, fallback: [], escalateAfterMinutes: null };
    const policies = [policyOf({ requesters: [engineering], stages: [stage] })];
    const answer = await ask({ access: { policies, delegates } });
    return typeof answer === 'string' ? answer : (answer.stages[0]?.approvers ?? []);
  };

  it.each([
    ['by name', [{ kind: 'people', connection: 'okta', logins: ['ADA@acme.test'] }], cast.ada.email],
    ['by group', [{ kind: 'group', ...approvers }], cast.alan.email],
    ['as an owner', [{ kind: 'owners' }], cast.ada.email],
    ['as the manager', [{ kind: 'manager' }], cast.alan.email],
  ] satisfies [string, PolicyStage['by'], string][])('has a delegate: %s', async (_, by, login) => {
    const rules = await rulesWith(by, [away(login)]);

    expect(rules).toHaveLength(2);
    expect(rules).toContainEqual(standIn);
  });

  it.each([
    ['is no approver', away(cast.bob.email)],
    ['is nobody', away('nobody@acme.test')],
    // Okta takes the beginning of a login for the login.
    ['is named by half of their login', away(cast.alan.email.split('@')[0] ?? '')],
    ['comes back today', away(cast.alan.email, { until: new Date('2027-01-05T12:00:00Z') })],
    ['is not away yet', away(cast.alan.email, { since: new Date('2027-01-05T12:00:01Z') })],
    ['cannot be read', away(cast.alan.email, { connection: 'elsewhere' })],
  ])('has none who %s', async (_, one) => {
    expect(await rulesWith([{ kind: 'group', ...approvers }], [one])).toHaveLength(1);
  });

  it('has no delegate of a delegate', async () => {
    const chain = [away(cast.alan.email, { to: cast.bob.email }), away(cast.bob.email)];

    expect(await rulesWith([{ kind: 'group', ...approvers }], chain)).not.toContainEqual(standIn);
  });
});
