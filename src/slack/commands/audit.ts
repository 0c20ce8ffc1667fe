import { auditList } from '../messages/audit-list.ts';
import type { SlackCommand } from './command.ts';

const MOST = 20;

export default {
  name: 'audit',
  usage: 'audit <id>',
  summary: 'who did what to an alert, a question, a grant, a deactivation or an account, and when',
  words: 1,
  role: 'viewer',
  run: async ({ words, useCases, command }) => {
    const [object] = words;
    if (object === undefined)
      return { text: `Type \`${command} audit <id>\`; cards show their id in small print.` };
    return auditList(object, await useCases.auditOf(object, MOST), MOST);
  },
} satisfies SlackCommand;
