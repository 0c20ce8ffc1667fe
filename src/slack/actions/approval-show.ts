import { approvalCard } from '../messages/approval.ts';
import { cardView, noteView } from '../messages/modal.ts';
import type { SlackAction } from './action.ts';

/** Opens the card of an approval in a modal. Something is there at once: to find out who asks can outlast the three seconds. */
export default {
  name: 'approval-show',
  role: null,
  run: async ({ value, actor, approvals, open, change }) => {
    const view = await open(noteView('One moment…'));
    const by = await actor();
    if ('refused' in by) {
      await change(view, noteView(by.refused));
      return null;
    }
    const picture = await approvals.picture(value);
    const gone = 'This question is not known here any more.';
    await change(view, picture === null ? noteView(gone) : cardView(value, approvalCard(picture).blocks));
    return null;
  },
} satisfies SlackAction;
