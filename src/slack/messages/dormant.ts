import type { DormantRow } from '../../domain/dormant.ts';
import { when, whoever } from './alert.ts';
import { button } from './button.ts';
import { spillEntries } from './fold.ts';
import { type Block, context, type Posted, section } from './message.ts';
import { cut } from './text.ts';

export interface DormantPicture {
  readonly people: readonly DormantRow[];
  /** How many more there are than stand here. */
  readonly more: number;
  readonly afterDays: number;
}

/** For the people whom the message itself shows. */
const PEOPLE_ROOM = 10_500;

/** People who have not signed in for long; nothing happens to anybody without a decision. Who has no room stands in the thread. */
export function dormantList({ people, more, afterDays }: DormantPicture): Posted {
  const total = people.length + more;
  const head = `${total} ${total === 1 ? 'person has' : 'people have'} not signed in for ${afterDays} days or more`;
  const { blocks, thread } = spillEntries(people.map(rowBlocks), 'row', PEOPLE_ROOM);
  return {
    text: `${head}.`,
    blocks: [
      section(`💤 *${head}*, in any directory that says so. Nothing happens to anybody without a decision.`),
      ...blocks,
      ...(more > 0 ? [context(`and ${more} more, who come next time`)] : []),
    ],
    thread,
  };
}

function rowBlocks({
  id,
  name,
  login,
  lastSeen,
  keptUntil,
  keptBy,
  deactivationId,
}: DormantRow): readonly Block[] {
  const seen = lastSeen === null ? 'never signed in' : `last seen ${when(lastSeen)}`;
  const line = `*${cut(name, 60)}* (${cut(login, 80)}): ${seen}`;
  if (keptUntil !== null) return [section(`${line}\n✔ kept until ${when(keptUntil)} by ${whoever(keptBy)}`)];
  if (deactivationId !== null)
    return [section(`${line}\n➤ the approvers are asked (${cut(deactivationId, 60)})`)];
  return [
    section(line),
    {
      type: 'actions',
      elements: [button('dormant-keep', 'Keep', id), button('dormant-deactivate', 'Deactivate', id)],
    },
  ];
}
