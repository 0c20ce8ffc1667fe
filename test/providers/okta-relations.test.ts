import { describe, expect, it } from 'vitest';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { addMember, deleteUser } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { oktaUserByLogin } from '../../sandbox/tenant/okta-people.ts';
import { type RelationsSubject, testRelations } from '../support/relations-conformance.ts';
import { nobody, openOkta } from './okta-connection.ts';

async function connect() {
  const { okta, org, provider, close } = await openOkta();
  const { relations } = provider;
  if (relations === undefined) throw new Error('Okta has no relations');
  const userId = (name: 'ada' | 'barbara' | 'hedy' | 'donald' | 'frances' | 'linus' | 'alan') =>
    oktaUserByLogin(org, cast[name].email).id;
  const groupId = oktaGroupByName(org, groups.okta.vpn).id;
  // Suspended in Okta.
  addMember(org, groupId, userId('donald'));
  const subject: RelationsSubject = {
    relations,
    groupId,
    members: [userId('ada'), userId('barbara'), userId('hedy')],
    asleep: userId('donald'),
    own: (group, ownerIds) => void org.owners.set(group, new Set(ownerIds)),
    owningGroup: {
      id: oktaGroupByName(org, groups.okta.approvers).id,
      members: [userId('frances'), userId('linus'), userId('alan')],
    },
    setManager: (accountId, managerId) => {
      Object.assign(org.users.get(accountId)!.profile, { managerId });
    },
    deleteAccount: (accountId) => deleteUser(org, accountId),
    nobody,
    down: () => void okta.faults.add({ path: /^\/api/, fault: { kind: 'status', status: 503 } }),
    close,
  };
  return { subject, org, userId, okta };
}

describe('relations of Okta', () => {
  testRelations(async () => (await connect()).subject);
});

describe('a manager', () => {
  it('is found by login too', async () => {
    const { subject, userId } = await connect();
    subject.setManager(userId('hedy'), cast.ada.email.toUpperCase());

    expect((await subject.relations.managerOf(userId('hedy')))?.id).toBe(userId('ada'));
    await subject.close();
  });

  it.each(['me', 'ada', 'Ada Lovelace', '4711', '../groups'])(
    'is nobody where the profile says %s',
    async (text) => {
      const { subject, userId } = await connect();
      subject.setManager(userId('hedy'), text);

      expect(await subject.relations.managerOf(userId('hedy'))).toBeNull();
      await subject.close();
    },
  );

  it('is not the person themselves', async () => {
    const { subject, userId } = await connect();
    subject.setManager(userId('hedy'), userId('hedy'));

    expect(await subject.relations.managerOf(userId('hedy'))).toBeNull();
    await subject.close();
  });
});

it('asks nobody who owns a group by the word of an app only', async () => {
  const { subject, userId } = await connect();
  subject.own(subject.groupId, ['S-1-5-21-4711', userId('linus')]);

  expect((await subject.relations.ownersOf(subject.groupId)).map(({ id }) => id)).toEqual([userId('linus')]);
  await subject.close();
});

it('reads every page of a large group, and stops at the limit', async () => {
  const { subject, org, okta } = await connect();
  const { id } = oktaGroupByName(org, groups.okta.production);
  const [model] = [...org.users.values()];
  for (let n = 0; n < 450; n++) {
    const userId = `00ucrowd${String(n).padStart(12, '0')}`;
    org.users.set(userId, { ...model!, id: userId });
    addMember(org, id, userId);
  }
  expect(await subject.relations.membersOf(id, 500)).toHaveLength(452);
  okta.forgetRequests();

  await expect(subject.relations.membersOf(id, 10)).rejects.toMatchObject({ code: 'GROUP_TOO_LARGE' });
  expect(okta.requestCount()).toBe(1);
  await subject.close();
});
