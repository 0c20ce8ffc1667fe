import { cancelledReply } from '../messages/approval-words.ts';
import { modal, textInput } from '../messages/modal.ts';
import type { SlackView } from './view.ts';

export default {
  name: 'approval-cancel-reason',
  role: null,
  run: async ({ subject, values, actor, approvals }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const said = values.get('because') ?? '';
    return cancelledReply(await approvals.cancel(subject, { actor: by, reason: said === '' ? null : said }));
  },
} satisfies SlackView;

/** Asks once more, and why. */
export function cancelView(approvalId: string): object {
  return modal({
    callbackId: 'approval-cancel-reason',
    subject: approvalId,
    title: 'Take it back',
    submit: 'Take it back',
    blocks: [
      textInput('because', 'Why?', {
        hint: 'Whoever asked may leave it empty; an operator says why.',
        optional: true,
        lines: true,
        most: 1000,
      }),
    ],
  });
}
