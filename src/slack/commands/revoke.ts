import { splitReason } from '../because.ts';
import { endedReply } from '../messages/access-words.ts';
import type { SlackCommand } from './command.ts';

/** No role: its holder, who asked for it, an approver and an operator may; access/ finds out who it is. */
export default {
  name: 'revoke',
  usage: 'revoke <grant id> [because …]',
  summary: 'end access before its time',
  role: null,
  run: async ({ words, actor, access, command }) => {
    const { before, reason } = splitReason(words);
    const [id] = before;
    if (id === undefined || before.length > 1)
      return {
        text: `Type \`${command} revoke <grant id> [because …]\`; \`${command} grants\` shows the ids.`,
      };
    const by = await actor();
    if ('refused' in by) return { text: by.refused };
    return endedReply(await access.end(id, { actor: by, reason }));
  },
} satisfies SlackCommand;
