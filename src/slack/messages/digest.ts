import { z } from 'zod';
import type { Digest, DigestLine } from '../../domain/digest.ts';
import { when } from './alert.ts';
import { lines } from './fold.ts';
import { context, type Posted, section } from './message.ts';
import { within } from './room.ts';
import { cut } from './text.ts';

const NAMED = 10;
/** Two such lists and a name fit one section. */
const ROOM = 1300;
const changes = z.array(z.object({ who: z.string(), by: z.string().nullable() }));

/** What stands in the outbox. */
export const DigestBody = z.object({
  since: z.string(),
  until: z.string(),
  groups: z.array(z.object({ connection: z.string(), name: z.string(), joined: changes, left: changes })),
  leftOut: z.int().optional(),
});

/** Who joined and left which watched group, and by whom: quiet, no pings. */
export function digestMessage({ since, until, groups, leftOut = 0 }: Digest): Posted {
  const count = groups.reduce((sum, { joined, left }) => sum + joined.length + left.length, leftOut);
  const head = `${count} ${count === 1 ? 'change' : 'changes'} in ${groups.length} watched ${groups.length === 1 ? 'group' : 'groups'}`;
  const texts = groups.map(({ connection, name, joined, left }) =>
    [
      `*${cut(name, 100)}* (${cut(connection, 40)})`,
      ...(joined.length === 0 ? [] : [`+ ${named(joined)}`]),
      ...(left.length === 0 ? [] : [`− ${named(left)}`]),
    ].join('\n'),
  );
  return {
    text: head,
    blocks: within([
      section(`*${head}*, ${when(new Date(since))} to ${when(new Date(until))}`),
      lines(texts, 10, { where: ' watched groups' }),
      ...(leftOut > 0 ? [context(`${leftOut} more changes are not listed: they were too many at once`)] : []),
    ]),
  };
}

/** People under those who changed them: one admin adding twenty people is said once. What has no room is counted. */
function named(all: readonly DigestLine[]): string {
  const said: string[] = [];
  let length = 0;
  let unsaid = 0;
  for (const [by, group] of Map.groupBy(all, ({ by }) => by ?? 'not known yet')) {
    const shown = group.slice(0, NAMED).map(({ who }) => cut(who, 80));
    const more = group.length > NAMED ? ` and ${group.length - NAMED} more` : '';
    const text = `${shown.join(', ')}${more} (by ${cut(by, 80)})`;
    length += text.length + 2;
    if (length <= ROOM) said.push(text);
    else unsaid += group.length;
  }
  return [...said, ...(unsaid > 0 ? [`and ${unsaid} more`] : [])].join('; ');
}
