import { bothLists } from '../messages/approval-list.ts';
import type { SlackCommand } from './command.ts';

/** No role: everybody sees their own, and what they may decide. */
export default {
  name: 'requests',
  usage: 'requests',
  summary: 'what waits for your decision, and what you asked for',
  role: null,
  run: async ({ actor, approvals }) => {
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    const waiting = await approvals.listWaitingForMe(by);
    const mine = await approvals.listMine(by);
    const text = `${waiting.entries.length} wait for your decision; you asked for ${mine.length} lately.`;
    return { text, blocks: bothLists({ waiting, mine }) };
  },
} satisfies SlackCommand;
