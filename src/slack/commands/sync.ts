import { when } from '../messages/alert.ts';
import { escape } from '../messages/text.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'sync',
  usage: 'sync [full]',
  summary: 'read the directories now; full: everything anew',
  words: 1,
  role: 'operator',
  run: async ({ words, watch, user, command }) => {
    const word = words[0]?.toLowerCase();
    if (word !== undefined && word !== 'full')
      return { text: `Type \`${command} sync\` or \`${command} sync full\`.` };
    const before = await watch.sync({ by: user, full: word === 'full' });
    if (before.size === 0) return { text: 'No directory is connected.' };
    const lines = [...before].map(
      ([id, at]) => `• ${escape(id)}: ${at === null ? 'never synced before' : `last synced ${when(at)}`}`,
    );
    return {
      text: ['A sync is queued.', ...lines, `\`${command} status\` shows when it is done.`].join('\n'),
    };
  },
} satisfies SlackCommand;
