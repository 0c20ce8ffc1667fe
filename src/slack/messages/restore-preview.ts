import type { RestoreAsked, RestoreRefusal } from '../../access/index.ts';
import { button } from './button.ts';
import { lines } from './fold.ts';
import { type Posted, section } from './message.ts';
import { type RestoreList, restoreLines, sizeOf } from './restore-list.ts';
import { within } from './room.ts';

/** Who would be restored to which group, and the button that asks for it; nothing was changed. */
export function restorePreview(list: RestoreList, ask: string): Posted {
  if (list.members.length === 0 && list.leftOut.length === 0)
    return only('Nobody is missing: whoever was removed is back, or the events are gone.');
  return {
    text: `A preview: ${list.members.length} members would be restored. Nothing was changed.`,
    blocks: within([
      section(`*Restoring would add ${sizeOf(list)}*`),
      lines(restoreLines(list), 3, { where: ' lines; the card that is decided on has them all' }),
      section('Nothing was changed. It is carried out once another admin approved the list.'),
      ...(list.members.length === 0
        ? []
        : [
            {
              type: 'actions' as const,
              elements: [button('restore-ask', 'Ask for restore', ask, { style: 'primary' })],
            },
          ]),
    ]),
  };
}

const words: Readonly<Record<RestoreRefusal, string>> = {
  already: 'Somebody was faster: the alert shows who.',
  over: 'This alert is over; nothing was asked for.',
  withdrawn: 'The alert no longer offers this; its card shows what it offers now.',
  unknown: 'This alert is not known here any more.',
  nobody_missing: 'Nobody is missing any more; nothing was asked for.',
  left_out: 'Lockstep may put nobody of them back; the preview says why.',
  asked_already: 'Somebody asked for this already, or it is being carried out.',
  no_approvers: 'Nobody could approve it: lockstep.yaml names no group for roles.admin.',
};

export function restoreAskedReply(asked: RestoreAsked): { readonly text: string } {
  if ('refused' in asked) return { text: words[asked.refused] };
  const { length } = asked.plan.members;
  return {
    text: `Asked for ${length} memberships to be restored (${asked.approval.id}). Another admin decides.`,
  };
}

function only(text: string): Posted {
  return { text, blocks: [section(text)] };
}
