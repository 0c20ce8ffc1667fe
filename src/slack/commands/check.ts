import { nearest } from '../../lib/nearest.ts';
import { escape } from '../messages/text.ts';
import type { SlackCommand } from './command.ts';

export default {
  name: 'check',
  usage: 'check [check id]',
  summary: 'judge the directories now and post the report here',
  role: 'viewer',
  run: async ({ words, useCases, channel, trigger }) => {
    const [only = null] = words;
    const ids = useCases.checkIds();
    if (only !== null && !ids.includes(only)) {
      const close = nearest(only, ids);
      return {
        text: `There is no check "${escape(only.slice(0, 60))}". ${close === undefined ? 'docs/checks.md lists them all.' : `Did you mean \`${close}\`?`}`,
      };
    }
    await useCases.askForCheck({ channel, trigger, only });
    return null;
  },
} satisfies SlackCommand;
