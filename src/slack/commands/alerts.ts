import { alertCard } from '../messages/alert.ts';
import { alertList } from '../messages/alert-list.ts';
import type { SlackCommand } from './command.ts';

const SHOWN = 25;
const ALL = 100;

export default {
  name: 'alerts',
  usage: 'alerts [all | alert id]',
  summary: 'what is wrong right now, the most severe first',
  words: 1,
  role: 'viewer',
  run: async ({ words, watch, command }) => {
    const [word] = words;
    const all = word?.toLowerCase() === 'all';
    if (word === undefined || all) return alertList(await watch.alerts(all ? ALL : SHOWN));
    const found = await watch.alert(word);
    if (found === null) return { text: `There is no such alert. \`${command} alerts\` lists what is open.` };
    return alertCard(found.alert, found.able);
  },
} satisfies SlackCommand;
