import { deactivators } from '../gate.ts';
import { askedReply } from '../messages/leaver-words.ts';
import type { SlackAction } from './action.ts';

/** Asks the approvers, as the command does. */
export default {
  name: 'dormant-deactivate',
  role: deactivators,
  run: async ({ value, actor, leavers }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return askedReply(await leavers.deactivateDormant(value, by), leavers.channel);
  },
} satisfies SlackAction;
