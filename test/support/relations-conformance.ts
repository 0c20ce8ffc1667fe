import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Relations } from '../../src/providers/provider.ts';
import { failureOf } from './memberships-conformance.ts';

/** The relations of one provider over its stand-in. */
export interface RelationsSubject {
  readonly relations: Relations;
  /** A group with several members, one of whom may not sign in. */
  readonly groupId: string;
  /** Who may sign in, and who may not, by id. */
  readonly members: readonly string[];
  readonly asleep: string;
  /** Makes them own the group: accounts and groups. */
  readonly own: (groupId: string, ownerIds: readonly string[]) => void;
  /** A group whose members may own, and who they are. */
  readonly owningGroup: { readonly id: string; readonly members: readonly string[] };
  readonly setManager: (accountId: string, managerId: string | null) => void;
  readonly deleteAccount: (accountId: string) => void;
  readonly nobody: { readonly groupId: string; readonly accountId: string };
  readonly down: () => void;
  readonly close: () => Promise<void>;
}

/** The contract of Relations in provider.ts. */
export function testRelations(connect: () => Promise<RelationsSubject>): void {
  let at: RelationsSubject;

  beforeEach(async () => {
    at = await connect();
  });
  afterEach(async () => await at.close());

  const ids = (people: readonly { readonly id: string }[]) => people.map(({ id }) => id).toSorted();
  const two = () => {
    const [person = '', manager = ''] = at.members;
    return { person, manager };
  };

  it('lists the members who may sign in, and no other', async () => {
    const found = ids(await at.relations.membersOf(at.groupId, 100));

    expect(found).toEqual([...at.members].toSorted());
    expect(found).not.toContain(at.asleep);
  });

  it('takes as many as asked for, and says so when there are more', async () => {
    const { length } = at.members;

    expect(await at.relations.membersOf(at.groupId, length)).toHaveLength(length);
    expect((await failureOf(at.relations.membersOf(at.groupId, length - 1))).code).toBe('GROUP_TOO_LARGE');
  });

  it('names nobody as owner of a group that has none', async () => {
    expect(await at.relations.ownersOf(at.groupId)).toEqual([]);
  });

  it('names owners, those who own by way of a group too, each once and never one who may not sign in', async () => {
    const [first = ''] = at.owningGroup.members;
    const { person } = two();
    at.own(at.groupId, [person, first, at.owningGroup.id, at.asleep]);

    expect(ids(await at.relations.ownersOf(at.groupId))).toEqual(
      [...new Set([person, ...at.owningGroup.members])].toSorted(),
    );
  });

  it('names the manager, and nobody where the directory names none or one that is gone', async () => {
    const { person, manager } = two();
    expect(await at.relations.managerOf(person)).toBeNull();

    at.setManager(person, manager);
    expect((await at.relations.managerOf(person))?.id).toBe(manager);

    at.deleteAccount(manager);
    expect(await at.relations.managerOf(person)).toBeNull();
  });

  it('says that there is no such group and no such account', async () => {
    const { relations, nobody } = at;

    expect((await failureOf(relations.membersOf(nobody.groupId, 10))).code).toBe('GROUP_UNKNOWN');
    expect((await failureOf(relations.ownersOf(nobody.groupId))).code).toBe('GROUP_UNKNOWN');
    expect((await failureOf(relations.managerOf(nobody.accountId))).code).toBe('ACCOUNT_UNKNOWN');
  });

  it('never answers for a vendor that does not', async () => {
    const { person } = two();
    at.down();
    const { relations, groupId } = at;

    const calls = [
      relations.membersOf(groupId, 10),
      relations.ownersOf(groupId),
      relations.managerOf(person),
    ];
    const failures = await Promise.all(calls.map(failureOf));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
  }, 30_000);
}
