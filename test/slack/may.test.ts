import { describe, expect, it } from 'vitest';
import type { RoleName, Settings } from '../../src/config/config.ts';
import { silentLog } from '../../src/lib/log.ts';
import { refusalOf } from '../../src/slack/may.ts';
import type { Person } from '../../src/slack/people.ts';
import { directoryOfPeople } from '../support/directory-of-people.ts';
import { quietSettings } from '../support/settings.ts';

const group = (connection: string, name: string) => ({ connection, group: name });
const roles: Settings['roles'] = {
  viewer: [group('okta', 'viewers')],
  operator: [group('okta', 'operators'), group('entra', 'helpers')],
  admin: [group('okta', 'admins')],
};

/** Two directories; who is asked about is known by their account in Okta. */
function open(over: Partial<Settings> = {}) {
  const okta = directoryOfPeople('okta', { viewers: ['vic'], operators: ['oli'], admins: ['ada'] });
  const entra = directoryOfPeople('entra', { helpers: ['hal'] });
  const lookUps = new Map(
    [okta, entra].flatMap(({ id, lookUp }) => (lookUp === undefined ? [] : [[id, lookUp]])),
  );
  const settings = quietSettings({ roles, ...over });
  const tools = {
    settings,
    lookUps,
    log: silentLog,
  };
  const may = async (who: string, role: RoleName): Promise<string> => {
    const email = `${who}@acme.test`;
    const account = {
      id: who,
      login: email,
      email,
      displayName: who,
      status: 'active',
      type: 'member',
    } as const;
    const person: Person = {
      slackUserId: 'U1',
      email,
      connection: 'okta',
      account: { ...account, synced: false, createdAt: null },
    };
    return (await refusalOf(tools, person, role)) ?? 'may';
  };
  return { okta, entra, may };
}

describe('a role', () => {
  it.each([
    ['vic', 'viewer', true],
    ['vic', 'operator', false],
    ['vic', 'admin', false],
    ['oli', 'viewer', true],
    ['oli', 'operator', true],
    ['oli', 'admin', false],
    ['ada', 'viewer', true],
    ['ada', 'admin', true],
    ['hal', 'operator', true],
    ['hal', 'admin', false],
    ['bob', 'viewer', false],
  ] as const)('includes those before it, and no other: %s, %s: %j', async (who, role, wanted) => {
    expect((await open().may(who, role)) === 'may').toBe(wanted);
  });

  it('that nobody was given is nobody’s, not even the admin’s of the others', async () => {
    const none = open({ roles: { ...roles, admin: [] } });

    expect(await none.may('ada', 'admin')).toContain('nobody was given the role admin');
  });

  it('lets nobody in by a group that cannot be read, and says which directory is away', async () => {
    const { okta, may } = open();
    okta.down.add('admins');

    expect(await may('ada', 'admin')).toContain('a group in okta could not be read');
    // Another group tells enough.
    expect(await may('oli', 'operator')).toBe('may');
    expect(await may('vic', 'operator')).toContain('could not be read');
  });

  it('lets nobody in by a group that there is not, and names it', async () => {
    const { okta, may } = open();
    okta.groups.delete('admins');

    expect(await may('ada', 'admin')).toContain('okta: admins of roles in lockstep.yaml is no group there');
  });

  it('lets nobody in by a directory that is not connected', async () => {
    const { may } = open({ roles: { ...roles, admin: [group('elsewhere', 'admins')] } });

    expect(await may('ada', 'admin')).toContain('a group in elsewhere could not be read');
  });

  it('lets nobody in whose address two accounts of the group’s directory have', async () => {
    const { entra, may } = open();
    const { lookUp } = entra;
    const one = await lookUp?.account('hal');
    if (lookUp === undefined || one == null) throw new Error('nobody is called so');
    expect(await may('hal', 'operator')).toBe('may');
    const accountsByEmail = async () => await Promise.resolve([one, { ...one, id: 'twin' }]);
    Object.assign(lookUp, { accountsByEmail });

    expect(await may('hal', 'operator')).toContain('a group in entra could not be read');
  });
});
