import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'undo-reason',
  role: deactivators,
  run: async ({ subject, values, actor, leavers }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const reason = values.get('because') ?? '';
    return askedReply(await leavers.undo(subject, { actor: by, reason }), leavers.channel);
  },
} satisfies SlackView;

/** Asks why sign-in is given back; it is a question of its own, and somebody else answers it. */
export function undoView(deactivationId: string): object {
  return modal({
    callbackId: 'undo-reason',
    subject: deactivationId,
    title: 'Undo',
    submit: 'Ask for it',
    blocks: [
      textInput('because', 'Why is it given back?', {
        hint: 'Somebody else has to approve it.',
        lines: true,
        least: 3,
        most: 1000,
      }),
    ],
  });
}
