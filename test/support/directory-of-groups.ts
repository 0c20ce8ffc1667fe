import type { AccessProvider } from '../../src/access/tools.ts';
import type { Account } from '../../src/domain/account.ts';
import type { Obstacle } from '../../src/domain/obstacle.ts';
import { OperatorError } from '../../src/lib/operator-error.ts';
import { type DirectoryOfPeople, directoryOfPeople } from './directory-of-people.ts';

/** A directory in memory whose groups can be changed, and what can go wrong with that. */
export interface DirectoryOfGroups extends DirectoryOfPeople, AccessProvider {
  readonly memberships: NonNullable<AccessProvider['memberships']>;
  readonly obstacles: Map<string, Obstacle>;
  readonly gone: Set<string>;
  /** What really changed, in order: `+ben` or `-ben`. */
  readonly changes: string[];
  /** Requests to change something, effective or not. */
  readonly writes: string[];
  /** Says done and does nothing. */
  pretends: boolean;
  /** Lists what was there when it began to lag. */
  lag: (on: boolean) => void;
  /** Called before each call, and after each change. */
  step: () => void;
}

export function directoryOfGroups(groups: Readonly<Record<string, readonly string[]>>): DirectoryOfGroups {
  const people = directoryOfPeople('okta', groups);
  let old: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  const lookUp = people.lookUp as NonNullable<AccessProvider['lookUp']>;
  const touch = (groupId: string): Set<string> => {
    directory.step();
    if (people.down.has('*'))
      throw new OperatorError('PROVIDER_UNAVAILABLE', 'okta does not answer', 'Wait.');
    const members = people.groups.get(groupId);
    if (members === undefined) throw new OperatorError('GROUP_UNKNOWN', 'no such group', 'Look for it.');
    return members;
  };
  const change = async (sign: '+' | '-', groupId: string, accountId: string): Promise<void> => {
    const members = touch(groupId);
    directory.writes.push(`${sign}${accountId}`);
    if (directory.pretends) return;
    const did = sign === '+' ? !members.has(accountId) && members.add(accountId) : members.delete(accountId);
    if (did) directory.changes.push(`${sign}${accountId}`);
    // It may be done and the answer lost.
    directory.step();
    await Promise.resolve();
  };
  const directory: DirectoryOfGroups = {
    ...people,
    obstacles: new Map(),
    gone: new Set(),
    changes: [],
    writes: [],
    pretends: false,
    step: () => undefined,
    lag: (on) => {
      old = on ? new Map([...people.groups].map(([id, members]) => [id, new Set(members)])) : null;
    },
    lookUp: {
      ...lookUp,
      account: async (id): Promise<Account | null> => {
        directory.step();
        return directory.gone.has(id) ? null : await lookUp.account(id);
      },
    },
    memberships: {
      obstacle: async (groupId) => {
        touch(groupId);
        return await Promise.resolve(directory.obstacles.get(groupId) ?? null);
      },
      has: async (groupId, accountId) => {
        const members = touch(groupId);
        return await Promise.resolve((old?.get(groupId) ?? members).has(accountId));
      },
      add: async (groupId, accountId) => await change('+', groupId, accountId),
      remove: async (groupId, accountId) => {
        if (!people.groups.has(groupId)) return;
        await change('-', groupId, accountId);
      },
    },
  };
  return directory;
}
