import { describe, expect, it } from 'vitest';
import { planSteps } from '../../src/deactivation/plan.ts';
import { readPeople } from '../../src/deactivation/read-people.ts';
import { type DeactivationRefusal, refusalOf } from '../../src/deactivation/refusal.ts';
import type { ActingProvider } from '../../src/deactivation/tools.ts';
import type { Account } from '../../src/domain/account.ts';
import type { Plan } from '../../src/domain/deactivation.ts';
import { dormancy } from '../../src/domain/dormant.ts';
import { toPlan } from '../../src/store/deactivations.ts';
import { principal } from '../support/approval.ts';
import { impactOf } from '../support/deactivation.ts';
import { quietSettings } from '../support/settings.ts';

/** Only what planning looks at. */
function provider(id: string, steps: NonNullable<ActingProvider['lifecycle']>['steps']): ActingProvider {
  const never = async (): Promise<never> => await Promise.reject(new Error('planning changes nothing'));
  return {
    id,
    lifecycle: { steps, state: never, impact: never, carryOut: never, byHand: () => [`look at ${id}`] },
  };
}
const noon = new Date('2026-11-24T12:00:00Z');
const okta = provider('okta', ['suspend', 'end-sessions', 'deactivate']);
const entra = provider('entra', ['suspend', 'end-sessions']);
const approvers = { connection: 'okta', group: 'Approvers' };
const settings = quietSettings({ roles: { viewer: [], operator: [], admin: [approvers] } });

it('does not know who was on call of what was asked before anybody looked', () => {
  const onCall = { known: true, duties: [{ policy: 'p', level: 1, schedule: null, until: noon }] };

  expect(toPlan(JSON.stringify({ onCall })).onCall).toEqual(onCall);
  expect(toPlan('{}').onCall).toMatchObject({ known: false });
});

describe('a plan', () => {
  const impacts = [
    impactOf({ groups: [{ id: 'g1', name: 'Approvers', manual: true }] }),
    impactOf({ connection: 'entra', accountId: 'e1' }),
  ];
  const words = (plan: ReturnType<typeof planSteps>): readonly string[] =>
    plan.map((step) => ('connection' in step ? `${step.step} ${step.connection}` : step.step));

  it('stops sign-in everywhere first, and does last what cannot be taken back', () => {
    expect(words(planSteps(settings, impacts, [okta, entra]))).toEqual([
      'suspend okta',
      'suspend entra',
      'end-sessions okta',
      'end-sessions entra',
      'close-access',
      'leave-group okta',
      'deactivate okta',
      'by-hand okta',
      'by-hand entra',
    ]);
  });

  it('hands a group over to a person when somebody else fills it', () => {
    const ruled = [impactOf({ groups: [{ id: 'g1', name: 'Approvers', manual: false }] })];
    const steps = planSteps(settings, ruled, [okta]);
    expect(words(steps)).not.toContain('leave-group okta');
    expect(JSON.stringify(steps)).toContain('Take leaver@acme.test out of Approvers');
  });

  it('leaves the groups alone that let nobody decide', () => {
    const other = [impactOf({ groups: [{ id: 'g2', name: 'Jira Users', manual: true }] })];
    expect(words(planSteps(settings, other, [okta]))).not.toContain('leave-group okta');
  });

  it('does nothing to accounts that are off already', () => {
    const off = [impactOf({ state: 'deactivated' }), impactOf({ connection: 'entra', accountId: 'e1' })];
    expect(words(planSteps(settings, off, [okta, entra])).filter((word) => word.includes('okta'))).toEqual(
      [],
    );
  });
});

describe('nobody is asked', () => {
  const guarded = quietSettings({
    breakGlass: [
      {
        connection: 'okta',
        login: 'BG1@acme.test',
        drillDays: 90,
        custodians: [],
        certificateAttestedUntil: null,
      },
    ],
    deactivation: { ...quietSettings().deactivation, protected: ['Print@acme.test'] },
  });
  const leaver = principal('leaver');
  const ada = principal('ada');
  const plan = (over: Partial<Plan['impacts'][number]> = {}): Pick<Plan, 'impacts' | 'subject'> => ({
    subject: leaver,
    impacts: [impactOf(over)],
  });

  it.each<[string, DeactivationRefusal | null, Pick<Plan, 'impacts' | 'subject'>]>([
    ['an ordinary leaver', null, plan()],
    ['a break-glass account, however it is written', 'break_glass', plan({ login: 'bg1@ACME.test' })],
    ['an account that the settings protect', 'protected', plan({ login: 'print@acme.test' })],
    ['the same, written in another way', 'protected', plan({ login: 'PRINT@acme.test' })],
    ['an identity of Lockstep', 'own_identity', plan({ protectedBecause: 'owns the token' })],
    ['the last administrator', 'last_admin', plan({ lastAdmin: true })],
    ['somebody whose every account is off', 'nothing_to_do', plan({ state: 'deactivated' })],
    ['somebody no directory could be asked about', 'unreadable', { subject: leaver, impacts: [] }],
    [
      'one protected account among several',
      'break_glass',
      { subject: leaver, impacts: [impactOf(), impactOf({ login: 'bg1@acme.test' })] },
    ],
  ])('about %s: %s', (_, why, asked) => {
    expect(refusalOf({ settings: guarded }, asked, ada)).toBe(why);
  });

  it('by the person themselves, under whichever account', () => {
    const twin = principal('else', { accounts: ['okta:else', 'entra:leaver'] });
    expect(refusalOf({ settings: guarded }, plan(), twin)).toBe('yourself');
  });
});

describe('a pasted list', () => {
  it.each([
    ['one a line', 'Ada@acme.test\nben@acme.test\n\n', ['ada@acme.test', 'ben@acme.test']],
    ['CSV with a title', 'name;Email\n"Ada; L.";ada@acme.test\n', ['ada@acme.test']],
    ['CSV without one', 'ada@acme.test,left\nben@acme.test,left', ['ada@acme.test', 'ben@acme.test']],
    ['a byte order mark and doubles', '\uFEFFlogin\nada@acme.test\nADA@acme.test', ['ada@acme.test']],
  ])('is read: %s', (_, text, people) => {
    expect(readPeople(text)).toEqual(people);
  });

  it.each([
    ['nothing', ' \n'],
    ['only a title', 'login\n'],
    ['names', 'Ada Lovelace\n'],
    ['an open quote', '"ada@acme.test\n'],
  ])('is refused when there is %s in it', (_, text) => {
    expect(() => readPeople(text)).toThrow(expect.objectContaining({ code: 'PEOPLE_UNREADABLE' }));
  });
});

describe('dormant', () => {
  const before = new Date('2026-10-01T00:00:00Z');
  const account = (login: string, over: Partial<Account> = {}): { connection: string; account: Account } => ({
    connection: 'okta',
    account: {
      id: login,
      login: `${login}@acme.test`,
      email: `${login}@acme.test`,
      displayName: login,
      status: 'active',
      type: 'member',
      synced: false,
      createdAt: new Date('2024-01-01T00:00:00Z'),
      lastSignInAt: new Date('2026-08-01T00:00:00Z'),
      ...over,
    },
  });
  const found = (...accounts: ReturnType<typeof account>[]): readonly string[] => {
    const { see, people } = dormancy({ before, kept: new Set(['kept@acme.test']) });
    for (const { connection, account } of accounts) see(connection, account);
    return people().map(({ login }) => login);
  };

  it('is who has not signed in since then, or never and is old enough', () => {
    expect(found(account('old'), account('never', { lastSignInAt: null }))).toHaveLength(2);
  });

  it.each<[string, Partial<Account>]>([
    ['signed in since', { lastSignInAt: new Date('2026-10-02T00:00:00Z') }],
    ['is new', { lastSignInAt: null, createdAt: new Date('2026-10-02T00:00:00Z') }],
    ['is of unknown age and never signed in', { lastSignInAt: null, createdAt: null }],
    ['is in a directory that does not say', { lastSignInAt: undefined }],
    ['is switched off already', { status: 'suspended' }],
    ['is a guest', { type: 'guest' }],
    ['is excepted', { login: 'Kept@acme.test' }],
  ])('is nobody who %s', (_, over) => {
    expect(found(account('one', over))).toEqual([]);
  });

  it('is nobody who signs in elsewhere under the same address', () => {
    const active = account('one', { lastSignInAt: new Date('2026-10-02T00:00:00Z') });
    expect(found(account('one'), { ...active, connection: 'entra' })).toEqual([]);
  });
});
