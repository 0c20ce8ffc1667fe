import { nearest } from '../../lib/nearest.ts';
import { escape } from '../messages/text.ts';
import { elsewhere, type SlackCommand } from './command.ts';

export default {
  name: 'check',
  usage: 'check [check id]',
  summary: 'judge the directories now and post the report here',
  words: 1,
  role: 'viewer',
  run: async ({ words, useCases, user, request, place }) => {
    const [only = null] = words;
    const ids = useCases.checkIds();
    if (only !== null && !ids.includes(only)) {
      const close = nearest(only, ids);
      return {
        text: `There is no check "${escape(only.slice(0, 60))}". ${close === undefined ? `They are: ${ids.join(', ')}.` : `Did you mean \`${close}\`?`}`,
      };
    }
    const where = await place();
    await useCases.askForCheck({ channel: where.channel, user, request, only });
    return elsewhere(where, 'The report');
  },
} satisfies SlackCommand;
