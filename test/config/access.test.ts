import { describe, expect, it } from 'vitest';
import { toAccess } from '../../src/config/read-access.ts';
import { toDeactivation } from '../../src/config/read-deactivation.ts';
import { parseSettings } from '../../src/config/yaml.ts';

const parse = (text: string) => parseSettings(text, 'lockstep.yaml', {});

const least = `access:
  policies:
    - id: prod
      connection: okta
      groups: [Production]
      requesters: [{connection: okta, group: Engineers}]
      approvers: [{by: [{owners: true}]}]
`;

/** The one policy of a file, with more of its lines. */
const policyWith = (...lines: string[]) =>
  toAccess(parse(least + lines.map((line) => `      ${line}\n`).join('')).access).policies[0];

describe('the section access', () => {
  it('lets nobody have anything when it is absent', () => {
    expect(toAccess(parse('').access)).toEqual({ policies: [], deny: [], separation: [], delegates: [] });
  });

  it('fills in the careful answer wherever a policy says nothing', () => {
    expect(policyWith()).toEqual({
      id: 'prod',
      title: null,
      connection: 'okta',
      groups: ['Production'],
      requesters: [{ connection: 'okta', group: 'Engineers' }],
      stages: [{ name: null, quorum: 1, by: [{ kind: 'owners' }], fallback: [], escalateAfterMinutes: 240 }],
      maxMinutes: 480,
      defaultMinutes: 240,
      permanent: false,
      reasonRequired: true,
      ticket: null,
      requestExpiresMinutes: 4320,
      autoApprove: null,
      emergency: null,
      stepUp: false,
      expiry: 'bot',
      drift: 'ask',
      delegatesAllowed: true,
    });
  });

  it('never gives by default more than the longest', () => {
    expect(policyWith('max_duration: 30m')?.defaultMinutes).toBe(30);
  });

  it('takes a ticket as a whole', () => {
    const ticket = policyWith('ticket: "OPS-[0-9]+|none"')?.ticket;

    expect(['OPS-1', 'none', 'OPS-1 or so', 'nonesense'].map((text) => ticket?.test(text))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('reads every kind of approver', () => {
    const stage = `{name: Peers, quorum: 2, by: [{group: {connection: okta, group: Leads}}, {manager: true}],
        fallback: [{people: [ada@acme.test], connection: okta}], escalate_after: null}`;
    const [policy] = toAccess(parse(least.replace('{by: [{owners: true}]}', stage)).access).policies;

    expect(policy?.stages).toEqual([
      {
        name: 'Peers',
        quorum: 2,
        by: [{ kind: 'group', connection: 'okta', group: 'Leads' }, { kind: 'manager' }],
        fallback: [{ kind: 'people', connection: 'okta', logins: ['ada@acme.test'] }],
        escalateAfterMinutes: null,
      },
    ]);
  });
});

describe('a policy that is not one', () => {
  it.each([
    ['requesters: []', 'access.policies.0.requesters'],
    ['approvers: []', 'access.policies.0.approvers'],
    ['approvers: [{by: []}]', 'access.policies.0.approvers.0.by'],
    ['approvers: [{by: [{owner: true}]}]', 'expected {group: {connection, group}}, {owners: true}'],
    ['approvers: [{by: [{owners: true}], quorum: 0}]', 'access.policies.0.approvers.0.quorum'],
    ['max_duration: 8', 'access.policies.0.max_duration'],
    ['max_duration: 8 hours', 'expected a duration like 90m, 4h, 30d or 2w'],
    ['ticket: "OPS-["', 'expected a regular expression'],
    ['ticket: true', 'expected false or a regular expression'],
    ['step-up: true', 'did you mean step_up?'],
    ['emergency: {requesters: []}', 'access.policies.0.emergency.requesters'],
  ])('is refused: %s', (line, message) => {
    const key = line.slice(0, line.indexOf(':') + 1);
    const kept = least.split('\n').filter((each) => !each.trim().startsWith(key));

    expect(() => parse(`${kept.join('\n')}      ${line}\n`)).toThrow(message);
  });

  it('is refused when another has its id', () => {
    const second = least.slice(least.indexOf('    - id'));

    expect(() => parse(least + second)).toThrow('two policies have the same id');
  });
});

describe('the section deactivation', () => {
  const roles = { viewer: [], operator: [], admin: [{ connection: 'okta', group: 'Lockstep Admins' }] };

  it('asks two distinct people of roles.admin by default', () => {
    const { stages, requesters, dormant } = toDeactivation(parse('').deactivation, roles);

    expect(requesters).toBe('operator');
    expect(dormant.enabled).toBe(false);
    expect(stages).toEqual([
      {
        name: 'Admins',
        quorum: 2,
        approvers: [{ kind: 'group', connection: 'okta', group: 'Lockstep Admins' }],
        fallback: [],
        escalateAfterMinutes: 240,
      },
    ]);
  });

  it('leaves nobody to decide where no group has the role', () => {
    expect(toDeactivation(parse('').deactivation, { ...roles, admin: [] }).stages[0]?.approvers).toEqual([]);
  });

  it('knows no owners: no group is asked for', () => {
    const text = 'deactivation: {approvers: [{by: [{owners: true}]}]}';

    expect(() => parse(text)).toThrow('expected {group: {connection, group}}, {manager: true} or {people');
  });
});
