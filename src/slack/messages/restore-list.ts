import type { RestoreContent } from '../../access/index.ts';
import { cut, listed } from './text.ts';

/** What of a list people are shown: a preview of it, or the list that is approved. */
export type RestoreList = Pick<RestoreContent, 'connection' | 'cutOff'> & {
  readonly members: readonly Pick<RestoreContent['members'][number], 'groupId' | 'groupName' | 'login'>[];
  readonly leftOut: readonly {
    readonly groupName: string;
    readonly logins: readonly string[];
    readonly why: string;
  }[];
};

/** Names in a line: each is shown, however many they are. */
const A_LINE = 20;

/** Everybody on the list by group, then whoever is missing and left out, and why. */
export function restoreLines({ members, leftOut, cutOff }: RestoreList): readonly string[] {
  const byGroup = [...Map.groupBy(members, ({ groupId }) => groupId).values()];
  return [
    ...byGroup.flatMap((mine) => namesIn(mine[0]?.groupName ?? '', mine)),
    ...leftOut.map(
      ({ groupName, logins, why }) =>
        `➖ *${cut(groupName, 100)}*: ${listed(logins, 8)} left out, because ${cut(why, 300)}`,
    ),
    ...(cutOff ? ['⚠️ There were more than one list holds; ask again when these are back.'] : []),
  ];
}

function namesIn(group: string, members: readonly { readonly login: string }[]): readonly string[] {
  const lines: string[] = [];
  for (let from = 0; from < members.length; from += A_LINE) {
    const names = members.slice(from, from + A_LINE).map(({ login }) => cut(login, 60));
    lines.push(`• *${cut(group, 100)}*: ${names.join(', ')}`);
  }
  return lines;
}

/** Which freezes do not hold it, once it is approved. */
export function passLines({ passes }: Pick<RestoreContent, 'passes'>): readonly string[] {
  return [`🧊 It passes the freezes that Lockstep itself set for ${listed(passes, 8)}, and no other.`];
}

/** How many memberships of how many groups. */
export function sizeOf({ members, connection }: RestoreList): string {
  const groups = new Set(members.map(({ groupId }) => groupId)).size;
  return `${members.length} ${members.length === 1 ? 'member' : 'members'} to ${groups} ${groups === 1 ? 'group' : 'groups'} (${cut(connection, 40)})`;
}
