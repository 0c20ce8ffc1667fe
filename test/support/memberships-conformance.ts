import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ObstacleKind } from '../../src/domain/obstacle.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';
import type { Memberships } from '../../src/providers/provider.ts';

/** The memberships of one provider over its stand-in, and the levers the suite pulls. */
export interface MembershipsSubject {
  readonly memberships: Memberships;
  /** A group that nothing stands in the way of, and an account that may sign in and is not in it. */
  readonly groupId: string;
  readonly accountId: string;
  /** An id of the right form that no group, and one that no account has. */
  readonly nobody: { readonly groupId: string; readonly accountId: string };
  /** Groups that may not be changed, by what stands in the way. */
  readonly obstructed: Readonly<Partial<Record<ObstacleKind, string>>>;
  /** Whether the vendor itself holds the membership, whatever its lists say. */
  readonly holds: (groupId: string, accountId: string) => boolean;
  /** Requests so far that would change a membership. */
  readonly writes: () => number;
  readonly deleteAccount: (accountId: string) => void;
  readonly deleteGroup: (groupId: string) => void;
  /** The next so many requests that would change a membership fail with 503; carried out or not. */
  readonly failWrites: (times: number, carriedOut: boolean) => void;
  /** From now on the vendor refuses changes: the acting identity lacks a permission. */
  readonly forbid: () => void;
  /** From now on changes are answered as done, and are not. */
  readonly pretend: () => void;
  /** From now on lists tell of changes late, or have heard of everything; absent where lists are in time. */
  readonly lag?: (on: boolean) => void;
  /** The vendor refuses every call. */
  readonly down: () => void;
  readonly close: () => Promise<void>;
}

/** The contract of Memberships in provider.ts, for every provider that has them. */
export function testMemberships(
  connect: () => Promise<MembershipsSubject>,
  kinds: readonly ObstacleKind[],
): void {
  let at: MembershipsSubject;

  beforeEach(async () => {
    at = await connect();
  });
  afterEach(async () => await at.close());

  const add = async () => await at.memberships.add(at.groupId, at.accountId);
  const remove = async () => await at.memberships.remove(at.groupId, at.accountId);
  const has = async () => await at.memberships.has(at.groupId, at.accountId);
  const held = () => at.holds(at.groupId, at.accountId);

  it('adds a member, sees it, takes it out and sees that too', async () => {
    expect(await has()).toBe(false);
    await add();
    expect([await has(), held()]).toEqual([true, true]);
    await remove();
    expect([await has(), held()]).toEqual([false, false]);
  });

  it('takes twice as well as once', async () => {
    await add();
    await add();
    expect(held()).toBe(true);
    await remove();
    await remove();
    expect(held()).toBe(false);
  });

  it('finds nothing in the way of an ordinary group', async () => {
    expect(await at.memberships.obstacle(at.groupId)).toBeNull();
  });

  it.each(kinds)('says in words that %s stands in the way', async (kind) => {
    const found = await at.memberships.obstacle(at.obstructed[kind] ?? '');

    expect(found?.kind).toBe(kind);
    expect(found?.why).toMatch(/\w+ \w+ \w+/);
  });

  it('knows no obstacle of a group that is not there, and says so', async () => {
    expect(await failureOf(at.memberships.obstacle(at.nobody.groupId))).toMatchObject({
      code: 'GROUP_UNKNOWN',
    });
  });

  it('adds nobody to a group that is not there, and no account that is not there', async () => {
    const { memberships, groupId, accountId, nobody } = at;

    expect((await failureOf(memberships.add(nobody.groupId, accountId))).code).toBe('GROUP_UNKNOWN');
    expect((await failureOf(memberships.add(groupId, nobody.accountId))).code).toBe('ACCOUNT_UNKNOWN');
  });

  it('takes an account that is gone for one that is out', async () => {
    await add();
    at.deleteAccount(at.accountId);

    await remove();
    expect(await has()).toBe(false);
  });

  it('takes the members of a group that is gone for ones that are out', async () => {
    await add();
    at.deleteGroup(at.groupId);

    await remove();
    expect(await has()).toBe(false);
  });

  it('makes no path of what is not an id', async () => {
    const before = at.writes();
    for (const odd of ['', 'me', '..', `${at.groupId}/../x`, 'a?b=c', 'a#b']) {
      expect((await failureOf(at.memberships.add(odd, at.accountId))).code).toBe('GROUP_UNKNOWN');
      expect((await failureOf(at.memberships.remove(at.groupId, odd))).code).toBe('ACCOUNT_UNKNOWN');
    }
    expect(at.writes()).toBe(before);
  });

  it('tries again what failed in passing', async () => {
    at.failWrites(1, false);
    await add();

    expect([held(), at.writes()]).toEqual([true, 2]);
  });

  it('looks before it tries again: what was done before its answer was lost is not done twice', async () => {
    at.failWrites(1, true);
    await add();
    expect([held(), at.writes()]).toEqual([true, 1]);

    at.failWrites(1, true);
    await remove();
    expect([held(), at.writes()]).toEqual([false, 2]);
  });

  it('says that it is not permitted, and what to grant', async () => {
    at.forbid();
    const failure = await failureOf(add());

    expect(failure).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(failure.next).toMatch(/Grant/i);
    expect(held()).toBe(false);
  });

  it('does not believe a change that is said to be done and is not', async () => {
    at.pretend();
    await add();

    expect(await has()).toBe(false);
  });

  it('tells of a change when the lists have heard of it', async () => {
    if (at.lag === undefined) return;
    at.lag(true);
    await add();
    expect([await has(), held()]).toEqual([false, true]);

    at.lag(false);
    expect(await has()).toBe(true);
  });

  it('never answers for a vendor that does not', async () => {
    at.down();

    const calls = [has(), add(), remove(), at.memberships.obstacle(at.groupId)];
    const failures = await Promise.all(calls.map(failureOf));
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['PROVIDER_UNAVAILABLE']));
  }, 30_000);
}

/** The OperatorError that a call fails with, which always has a next step. */
export async function failureOf(call: Promise<unknown>): Promise<OperatorError> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    expect(error.next).not.toBe('');
    return error;
  }
  throw new Error('it did not fail');
}
